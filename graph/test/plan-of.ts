/** Neo4j's plans as text that stays the same: operators as a tree, and what each seek or scan uses. */
import type { Plan, ProfiledPlan } from 'neo4j-driver';

export function planText(plan: Plan, depth = 0): string {
  const own = `${'  '.repeat(depth)}${operatorOf(plan)}${accessOf(plan)}`;
  return [own, ...plan.children.map((child) => planText(child, depth + 1))].join('\n');
}

export function operatorsOf(plan: Plan): readonly Plan[] {
  return [plan, ...plan.children.flatMap(operatorsOf)];
}

export function operatorOf({ operatorType }: Plan): string {
  return operatorType.replace(/@.*$/, '');
}

export function hitsOf({ dbHits, children }: ProfiledPlan): number {
  return Number(dbHits) + children.reduce((sum, child) => sum + hitsOf(child), 0);
}

/** The label and properties of an index, or the label of a scan, without the names of variables. */
function accessOf(plan: Plan): string {
  if (!/Seek|Scan/.test(operatorOf(plan))) return '';
  const details = String((plan.arguments as { readonly Details?: unknown }).Details ?? '');
  const [used] = /\[?\w*:\w+(?:\([\w, ]+\))?/.exec(details.replace(/`?anon_\d+`?/g, '')) ?? [''];
  return used === '' ? '' : ` ${used.replace(/^\[?\w*:/, ':')}`;
}
