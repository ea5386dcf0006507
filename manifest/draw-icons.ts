import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { drawColorIcon, drawOutlineIcon } from './icons.ts';

/** `npm run icons`: draws the two icons of the app beside this file. */
for (const [file, picture] of [
  ['color.png', drawColorIcon()],
  ['outline.png', drawOutlineIcon()],
] as const) {
  writeFileSync(join(import.meta.dirname, file), PNG.sync.write(picture));
}
