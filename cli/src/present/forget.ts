import type { ForgetAnswer, ForgottenAnswer, ReceiptView } from '@spantrail/graph';
import { type Block, inked, line } from '../text/document.ts';
import { count } from '../text/figures.ts';
import { clockTime } from '../text/when.ts';

const whys = { model: 'a model that was trained on it', shared: 'made of other things too' };

/** What would go, or the receipt of what went; and what was made of it and stays. */
export function presentForget(answer: ForgetAnswer): readonly Block[] {
  const { done, pointers, runs, fate, forgets, kept, keeps, receipt } = answer;
  const amount = `${count(pointers, 'pointer')} and ${count(runs, 'run')}`;
  const left = fate === 'erase' ? 'nothing stays of them' : 'their places stay, without names';
  return [
    line(
      inked('bold', done ? `Forgot ${amount}` : `Would forget ${amount}`),
      `; ${left}${done ? '.' : ':'}`,
    ),
    ...forgets.map(({ kind, name }) => line(`  ${kind} `, name)),
    ...more(pointers + runs - forgets.length, done),
    ...(kept === 0 ? [] : [line(`Made of it and kept (${count(kept, 'pointer')}):`)]),
    ...keeps.map(({ name, why }) => line('  ', name, `  ${whys[why]}`)),
    ...more(kept - keeps.length, false),
    ...(receipt === null ? [] : presentReceipt(receipt)),
    ...(done
      ? [
          line(
            inked('yellow', 'note: '),
            "the store's files and logs keep deleted bytes until they are rewritten: see the README of graph.",
          ),
        ]
      : [line(inked('yellow', 'note: '), 'nothing was touched; say --yes to forget it for good.')]),
  ];
}

/** All receipts, or whether one name was forgotten. */
export function presentForgotten(answer: ForgottenAnswer): readonly Block[] {
  const { name, forgotten, hashes, receipts } = answer;
  const verdict =
    name === null
      ? receipts.length === 0
        ? [line('Nothing was forgotten.')]
        : []
      : [line(inked('bold', name), forgotten ? ' was forgotten.' : ' was not forgotten.')];
  return [
    ...verdict,
    ...(name === null ? [] : hashes.map((hash) => line('  ', hash))),
    ...receipts.flatMap(presentReceipt),
  ];
}

function presentReceipt(receipt: ReceiptView): readonly Block[] {
  const { id, at, by, reason, subject, fate, pointers, runs, removed, done, digest } = receipt;
  const who = by === null ? '' : ` by ${by}`;
  const why = reason === null ? '' : `, because: ${reason}`;
  const { metrics, triggers, annotations } = removed;
  return [
    line(`receipt ${id} at ${clockTime(at)}${who}${why}`),
    line(`  ${subject}, ${fate}: ${count(pointers, 'pointer')}, ${count(runs, 'run')}`),
    line(
      `  with ${count(metrics, 'metric value')}, ${count(triggers, 'trigger result')}, ${count(annotations, 'annotation')}`,
    ),
    line(`  digest ${digest}`),
    ...(done ? [] : [line('  ', inked('yellow', 'broken off; the next forget finishes it'))]),
  ];
}

function more(amount: number, done: boolean): readonly Block[] {
  return amount > 0 && !done ? [line(`  and ${amount} more`)] : [];
}
