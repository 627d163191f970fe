/** What is read of a package-lock.json, by path of the package. */
export interface LockFile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The optional packages that the lock names and does not hold: `npm ci` refuses it on every machine for one of them. */
export function lockFaults({ packages }: LockFile): readonly string[] {
  return Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies)
      .filter((name) => !(`node_modules/${name}` in packages))
      .filter((name) => !(`${path}/node_modules/${name}` in packages))
      .map((name) => `${path} has no ${name}: run node scripts/complete-lock.mjs`),
  );
}
