import type { ImpactAnswer, MapAnswer, TraceAnswer } from '@spantrail/graph';
import { dot } from './dot.ts';
import { drawImpact, drawTrace } from './draw-lineage.ts';
import { drawMap } from './draw-map.ts';
import type { Drawing } from './drawing.ts';
import { mermaid } from './mermaid.ts';

interface Drawable {
  readonly trace: TraceAnswer;
  readonly impact: ImpactAnswer;
  readonly map: MapAnswer;
}

const drawers: { readonly [Name in keyof Drawable]: (answer: Drawable[Name]) => Drawing } = {
  trace: drawTrace,
  impact: drawImpact,
  map: drawMap,
};

export type DrawingLanguage = 'mermaid' | 'dot';

const languages: Readonly<Record<DrawingLanguage, (drawing: Drawing) => string>> = {
  mermaid,
  dot,
};

/** The languages that a picture is told in; each is an option of the commands that can be drawn. */
export const drawingOptions: readonly DrawingLanguage[] = ['mermaid', 'dot'];

export function canBeDrawn(question: string): question is keyof Drawable {
  return Object.hasOwn(drawers, question);
}

/** The text of a picture of an answer. */
export function draw(question: keyof Drawable, answer: object, language: DrawingLanguage): string {
  const drawer = drawers[question] as (answer: object) => Drawing;
  return languages[language](drawer(answer));
}
