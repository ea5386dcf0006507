import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PNG } from 'pngjs';
import { iconProblems } from '../../manifest/check-icons.ts';
import { drawColorIcon, drawOutlineIcon } from '../../manifest/icons.ts';

const committed = (file: string) => readFileSync(join(import.meta.dirname, '../../manifest', file));
const COLOR = committed('color.png');
const OUTLINE = committed('outline.png');

/** One picture with a pixel changed. */
function spoilt(bytes: Buffer, rgba: readonly number[]): Buffer {
  const picture = PNG.sync.read(bytes);
  picture.data.set(rgba, 0);
  return PNG.sync.write(picture);
}

describe('the icons', () => {
  it('are as Teams wants them: 192 full, 32 white on transparent', () => {
    assert.deepEqual(iconProblems(COLOR, OUTLINE), []);
  });

  it('are as they are drawn today', () => {
    assert.deepEqual(PNG.sync.read(COLOR).data, drawColorIcon().data);
    assert.deepEqual(PNG.sync.read(OUTLINE).data, drawOutlineIcon().data);
  });

  const planted: [title: string, color: Buffer, outline: Buffer, problem: RegExp][] = [
    ['another size', OUTLINE, OUTLINE, /color\.png: must be 192 x 192 pixels, is 32 x 32/],
    ['a hole in the coloured one', spoilt(COLOR, [0, 0, 0, 254]), OUTLINE, /color\.png: must fill/],
    [
      'a grey pixel in the outline',
      COLOR,
      spoilt(OUTLINE, [254, 255, 255, 255]),
      /outline\.png: must be white/,
    ],
    [
      'an outline of nothing',
      COLOR,
      PNG.sync.write(new PNG({ width: 32, height: 32 })),
      /outline\.png: is empty/,
    ],
    ['a picture that is none', Buffer.from('GIF89a'), OUTLINE, /color\.png: is no PNG/],
  ];
  for (const [title, color, outline, problem] of planted)
    it(`are refused for ${title}`, () => {
      assert.match(iconProblems(color, outline).join('\n'), problem);
    });
});
