/** Options that every command takes. `--json` alone may stand without a value. */
export const globalOptions: readonly { name: string; usage: string; describe: string }[] = [
  {
    name: 'json',
    usage: '--json[=FIELDS]',
    describe: "the answer as JSON; with a,b only these fields; '?' lists them",
  },
  { name: 'url', usage: '--url URL', describe: 'ask a running service (default: SPANTRAIL_URL)' },
  {
    name: 'store',
    usage: '--store STORE',
    describe: 'file:PATH, bolt://… or neo4j://… (default: file:.spantrail/lineage.db)',
  },
  { name: 'help', usage: '--help, -h', describe: 'this text' },
  { name: 'version', usage: '--version', describe: 'the version of spantrail' },
];

/** Those that may stand without a value. */
export const valuelessGlobals: ReadonlySet<string> = new Set(['json', 'help', 'version']);
