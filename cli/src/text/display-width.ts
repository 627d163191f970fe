const ascii = /^[\x20-\x7e]*$/;
/** Blocks that terminals draw two cells wide (East Asian Wide and Fullwidth, the common ones). */
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]|[\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

let segmenter: Intl.Segmenter | undefined;

/** Terminal cells that an escaped text takes. Right for what names are made of, not for all scripts. */
export function displayWidth(text: string): number {
  if (ascii.test(text)) return text.length;
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  let width = 0;
  for (const { segment } of segmenter.segment(text)) {
    if (invisible.test(segment)) continue;
    width += wide.test(segment) || segment.includes('\ufe0f') ? 2 : 1;
  }
  return width;
}
