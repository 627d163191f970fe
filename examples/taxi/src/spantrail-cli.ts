import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { DemoFailedError } from './errors.ts';

/** The command line tool of this checkout: what `npx spantrail` starts. */
export const SPANTRAIL: string = fileURLToPath(
  new URL('../../../../cli/bin/spantrail.js', import.meta.url),
);

/** Asks the store of the demo by the command line tool, as a user would. */
export class SpantrailCli {
  readonly #options: readonly string[];

  /** @param storeOption What has to be typed after each command for it to find the store. */
  constructor(storeOption: readonly string[]) {
    this.#options = storeOption;
  }

  /** The line that a user would type. */
  line(...command: string[]): string {
    return ['npx', 'spantrail', ...command, ...this.#options].map(quoted).join(' ');
  }

  /** Prints the command line, then what it prints. */
  async show(...command: string[]): Promise<void> {
    console.log(`\n$ ${this.line(...command)}`);
    await this.#run(command, 'inherit');
  }

  /** The answer as JSON, nothing printed; the caller knows its shape. */
  async ask<Answer>(...command: string[]): Promise<Answer> {
    return JSON.parse(await this.#run([...command, '--json'], 'pipe')) as Answer;
  }

  #run(command: readonly string[], stdout: 'inherit' | 'pipe'): Promise<string> {
    const child = spawn(process.execPath, [SPANTRAIL, ...command, ...this.#options], {
      stdio: ['ignore', stdout, 'inherit'],
      env: { ...process.env, SPANTRAIL_URL: undefined },
    });
    return new Promise((resolve, reject) => {
      let output = '';
      child.stdout?.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
      child.on('error', reject);
      child.on('close', (code, signal) => {
        if (code === 0) resolve(output);
        else
          reject(new DemoFailedError(`\`${this.line(...command)}\` ended with ${code ?? signal}.`));
      });
    });
  }
}

/** Quoted for a shell when it has to be. */
function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
