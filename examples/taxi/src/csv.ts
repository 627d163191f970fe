import { parse } from 'csv-parse/sync';

/** Rows of a CSV with a header, as text by column name. */
export function parseCsv(text: string | Uint8Array): Array<Record<string, string>> {
  return parse(Buffer.from(text), { columns: true }) as Array<Record<string, string>>;
}

/** One column of a row; throws when the file has no such column. */
export function cell(row: Record<string, string>, column: string): string {
  const value = row[column];
  if (value === undefined) throw new Error(`The file has no column ${column}.`);
  return value;
}

/** A CSV with a header; `null` becomes an empty cell. Nothing here needs quotes, so none are written. */
export function formatCsv<Row extends object>(rows: readonly Row[]): string {
  const columns = Object.keys(rows[0] ?? {});
  const lines = rows.map((row) => Object.values(row).join(','));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
}
