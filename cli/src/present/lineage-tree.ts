/**
 * The tree of a trace (against time) or an impact (with time). Every run of the answer is shown
 * whole exactly once; where it occurs again there is a pointer to that place. A tree deeper than a
 * screen is wide goes on in a section of its own, so a chain of 1,000 runs stays readable and its
 * text linear in its length.
 */
import type { EdgeView, RunView } from '@spantrail/graph';
import { type Block, inked, line, type Piece } from '../text/document.ts';
import { whole } from '../text/figures.ts';
import type { Names } from './look.ts';
import { runHead, troubleLines, wroteLine } from './run-lines.ts';

/** Runs nested in one section. */
const nestingMax = 10;
/** Pointers without a run behind them, shown under one run. */
const leavesShownMax = 20;

export interface LineageTree {
  /** Whom to show first; the rest of `runs` follows from the edges. */
  readonly roots: readonly string[];
  readonly runs: readonly RunView[];
  readonly edges: readonly EdgeView[];
  /** `up`: from a run to what it read. `down`: from a run to what it wrote. */
  readonly direction: 'up' | 'down';
  /** Said of a pointer with no run behind it; empty when that is not known for sure. */
  readonly leafText: (run: RunView) => string;
  /** The pointer that the question is about, shown first among what a run wrote. */
  readonly asked: string | null;
  readonly asOf: string;
  readonly names: Names;
}

interface Branch {
  readonly pointer: string;
  readonly runs: readonly string[];
}

/** The lines of the tree. */
export function lineageTree(tree: LineageTree): readonly Block[] {
  return new TreeWriter(tree).write();
}

class TreeWriter {
  readonly #tree: LineageTree;
  readonly #runs: ReadonlyMap<string, RunView>;
  readonly #behind: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>;
  readonly #blocks: Block[] = [];
  readonly #shown = new Set<string>();
  readonly #later = new Set<string>();

  constructor(tree: LineageTree) {
    this.#tree = tree;
    this.#runs = new Map(tree.runs.map((run) => [run.id, run]));
    this.#behind = runsBehind(tree);
  }

  write(): readonly Block[] {
    this.#runList(this.#tree.roots, '', 0);
    for (const id of this.#later) this.#section(id);
    // Runs that no edge leads to: an answer cut by a limit, or a shape that we did not foresee.
    for (const { id } of this.#tree.runs) {
      if (this.#shown.has(id)) continue;
      this.#section(id);
      for (const later of this.#later) this.#section(later);
    }
    return this.#blocks;
  }

  #section(id: string): void {
    this.#later.delete(id);
    if (this.#shown.has(id)) return;
    this.#blocks.push(line());
    this.#runList([id], '', 0);
  }

  #runList(ids: readonly string[], prefix: string, nesting: number): void {
    ids.forEach((id, index) => {
      const last = index === ids.length - 1;
      this.#run(
        id,
        { first: `${prefix}${last ? '└─ ' : '├─ '}`, rest: `${prefix}${last ? '   ' : '│  '}` },
        nesting,
      );
    });
  }

  #run(id: string, prefix: { first: string; rest: string }, nesting: number): void {
    const { names, asOf, asked, direction } = this.#tree;
    const run = this.#runs.get(id);
    if (run === undefined) {
      this.#line(prefix.first, ['run ', names.run(id), inked('dim', '  (beyond the limit)')]);
      return;
    }
    const elsewhere = this.#whereElse(id, nesting);
    if (elsewhere !== null) {
      const name = inked('bold', names.component(run));
      this.#line(prefix.first, [name, '  ', names.run(id), inked('dim', `  ${elsewhere}`)]);
      return;
    }
    this.#shown.add(id);
    const branches = this.#branches(run);
    const under = branches.length > 0 ? `${prefix.rest}│  ` : `${prefix.rest}   `;
    this.#line(prefix.first, runHead(run, asOf, names));
    const wrote = direction === 'up' ? wroteLine(run, asked) : [];
    for (const pieces of [...wrote, ...troubleLines(run, names)]) this.#line(under, pieces);
    this.#branchList(run, branches, { prefix: prefix.rest, nesting });
  }

  /** Where the run is shown, when that is not here. */
  #whereElse(id: string, nesting: number): string | null {
    if (this.#shown.has(id)) return '(see above)';
    if (this.#later.has(id)) return '(see below)';
    if (nesting < nestingMax) return null;
    this.#later.add(id);
    return '(goes on below)';
  }

  #branchList(
    run: RunView,
    branches: readonly Branch[],
    { prefix, nesting }: { prefix: string; nesting: number },
  ): void {
    branches.forEach(({ pointer, runs }, index) => {
      const last = index === branches.length - 1;
      const text = runs.length === 0 ? this.#tree.leafText(run) : '';
      const note: readonly Piece[] = text === '' ? [] : [inked('dim', `  ${text}`)];
      this.#line(`${prefix}${last ? '└─ ' : '├─ '}`, [inked('cyan', pointer), ...note]);
      this.#runList(runs, `${prefix}${last ? '   ' : '│  '}`, nesting + 1);
    });
  }

  #branches(run: RunView): readonly Branch[] {
    const behind = this.#behind.get(run.id);
    const pointers = this.#tree.direction === 'up' ? run.inputs : run.outputs;
    const all = [...new Set([...pointers, ...(behind?.keys() ?? [])])].map((pointer) => ({
      pointer: pointer === '' ? unnamed(run) : pointer,
      runs: behind?.get(pointer) ?? [],
    }));
    const leaves = all.filter(({ runs }) => runs.length === 0);
    const hidden = new Set(leaves.slice(leavesShownMax));
    if (hidden.size === 0) return all;
    const rest = { pointer: `and ${whole(hidden.size)} more (--json lists all)`, runs: [] };
    return [...all.filter((branch) => !hidden.has(branch)), rest];
  }

  #line(prefix: string, pieces: readonly Piece[]): void {
    this.#blocks.push(line(inked('dim', prefix), ...pieces));
  }
}

/** An edge without a pointer: summaries keep no names that were in use for a day only. */
function unnamed({ summary }: RunView): string {
  return summary === undefined ? '(linked)' : '(names not kept)';
}

/** For each run, by pointer: the runs one step further in the tree's direction. */
function runsBehind(
  tree: LineageTree,
): ReadonlyMap<string, ReadonlyMap<string, readonly string[]>> {
  const behind = new Map<string, Map<string, string[]>>();
  for (const { from, to, pointer } of tree.edges) {
    const [near, far] = tree.direction === 'up' ? [from, to] : [to, from];
    let byPointer = behind.get(near);
    if (byPointer === undefined) {
      byPointer = new Map();
      behind.set(near, byPointer);
    }
    const runs = byPointer.get(pointer);
    if (runs === undefined) byPointer.set(pointer, [far]);
    else if (!runs.includes(far)) runs.push(far);
  }
  return behind;
}
