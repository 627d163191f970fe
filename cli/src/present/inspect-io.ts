import type { InspectAnswer, IoView } from '@spantrail/graph';
import { type Block, inked, line, type Piece, table } from '../text/document.ts';
import { whole } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';
import type { Names } from './look.ts';

const rowsShownMax = 50;

/** What a run read and wrote, as two tables; a digest in full, it is what people compare. */
export function inspectIo(run: InspectAnswer['run'], names: Names): readonly Block[] {
  const shared = ['POINTER', 'TYPE', 'AT', 'ROWS', 'BYTES', 'DIGEST'];
  return [
    ...ioTable('read', run.reads, {
      titles: [...shared, 'FROM RUN'],
      last: (io) => [producerCell(io, names)],
    }),
    ...ioTable('wrote', run.writes, { titles: shared, last: () => [] }),
  ];
}

interface IoColumns {
  readonly titles: readonly string[];
  readonly last: (io: IoView) => readonly Piece[];
}

function ioTable(title: string, all: readonly IoView[], columns: IoColumns): readonly Block[] {
  if (all.length === 0) return [];
  const rows = all
    .slice(0, rowsShownMax)
    .map((io) => [
      pointerCell(io),
      io.type,
      io.at === null ? '-' : clockTime(io.at),
      io.rows === null ? '-' : whole(io.rows),
      io.bytes === null ? '-' : whole(io.bytes),
      io.digest ?? '-',
      ...columns.last(io),
    ]);
  const rest = all.length - rows.length;
  return [
    line(),
    line(inked('dim', title)),
    table(
      columns.titles.map((column) =>
        column === 'ROWS' || column === 'BYTES'
          ? { title: column, align: 'right' }
          : { title: column },
      ),
      rows,
    ),
    ...(rest === 0 ? [] : [line(inked('dim', `and ${whole(rest)} more (--json lists all)`))]),
  ];
}

function pointerCell(io: IoView): Piece {
  return io.flagged ? inked('red', `${io.pointer} FLAGGED`) : inked('cyan', io.pointer);
}

function producerCell(io: IoView, names: Names): Piece {
  if (io.changedOutside === true) return inked('yellow', 'content changed outside');
  if (io.producer === undefined || io.producer === null) return '(source)';
  return names.run(io.producer);
}
