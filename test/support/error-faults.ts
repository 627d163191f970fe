import type { TextFile } from './rooms.ts';

/**
 * Error classes without a code, codes that docs/errors.md does not explain, and explained codes that no class has.
 * A class whose code comes from elsewhere (`readonly code: string`) passes on somebody's error, and has none to explain.
 */
export function errorFaults(
  errorFiles: readonly TextFile[],
  documentation: string,
): readonly string[] {
  const documented = new Set(
    [...documentation.matchAll(/^#+ `([A-Z0-9_]+)`/gm)].map((match) => match[1] ?? ''),
  );
  const classes = errorFiles.flatMap(errorClassesOf);
  const codes = new Set(classes.map(({ code }) => code));

  return [
    ...classes.flatMap(({ path, name, code }) => {
      if (code === null) return [`${path}: ${name} has no code`];
      return documented.has(code) ? [] : [`${path}: docs/errors.md does not explain ${code}`];
    }),
    ...[...documented].flatMap((code) =>
      codes.has(code) ? [] : [`docs/errors.md explains ${code}, which no class has`],
    ),
  ];
}

function errorClassesOf({ path, text }: TextFile) {
  return text
    .split(/^(?=(?:export )?(?:abstract )?class )/m)
    .filter((source) => /^(?:export )?(?:abstract )?class /.test(source))
    .filter((source) => !/\bcode: string;/.test(source))
    .map((source) => ({
      path,
      name: /class (\w+)/.exec(source)?.[1] ?? '?',
      code: /\bcode(?::[^=;]+)?\s*=\s*'([A-Z0-9_]+)'/.exec(source)?.[1] ?? null,
    }));
}
