import { PNG } from 'pngjs';

/** Teams' rules for the two icons of an app (teams.md 4). */
export function iconProblems(color: Uint8Array, outline: Uint8Array): string[] {
  return [
    ...problemsOf('color.png', color, 192, (_red, _green, _blue, alpha) =>
      alpha === 255 ? null : 'must fill its square, without a transparent pixel',
    ),
    ...problemsOf('outline.png', outline, 32, (red, green, blue, alpha) =>
      alpha === 0 || (red === 255 && green === 255 && blue === 255)
        ? null
        : 'must be white on transparent, without another colour',
    ),
  ];
}

type JudgePixel = (red: number, green: number, blue: number, alpha: number) => string | null;

function problemsOf(file: string, bytes: Uint8Array, size: number, judge: JudgePixel): string[] {
  const picture = read(bytes);
  if (!picture) return [`${file}: is no PNG`];
  const { width, height, data } = picture;
  if (width !== size || height !== size)
    return [`${file}: must be ${size} x ${size} pixels, is ${width} x ${height}`];
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0, alpha = 0] = data.subarray(at, at + 4);
    const problem = judge(red, green, blue, alpha);
    if (problem !== null) return [`${file}: ${problem}`];
  }
  const isEmpty = data.every((byte, index) => byte === data[index % 4]);
  return isEmpty ? [`${file}: is empty`] : [];
}

function read(bytes: Uint8Array): PNG | null {
  try {
    return PNG.sync.read(Buffer.from(bytes));
  } catch {
    return null;
  }
}
