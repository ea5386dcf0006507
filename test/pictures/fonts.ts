import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Open Sans comes with the Chromium package and is near to Teams' Segoe UI. */
export function fontStyle(origin: string): string {
  const face = (weight: string, file: string) =>
    `@font-face { font-family: "Open Sans"; font-weight: ${weight}; src: url(${origin}/fonts/${file}); }`;
  return face('400', 'OpenSans-Regular.ttf') + face('600 700', 'OpenSans-Bold.ttf');
}

/** The file behind a path of that style; null for any other path. */
export function fontFile(path: string): string | null {
  return path.startsWith('/fonts/')
    ? join(tmpdir(), 'fonts/fonts/Open_Sans', path.slice('/fonts/'.length))
    : null;
}
