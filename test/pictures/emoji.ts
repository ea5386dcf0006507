import { createRequire } from 'node:module';

interface Icons {
  width: number;
  height: number;
  icons: Record<string, { body: string }>;
}

const require = createRequire(import.meta.url);
const EMOJI = /\p{Extended_Pictographic}/gu;

/** Each emoji of a text with its drawing in Teams' own style, as an address for `<img>`; none where the drawings are not installed. */
export function emojiImages(text: string): Record<string, string> {
  const drawings = loadDrawings();
  if (drawings === null) return {};
  const { chars, set } = drawings;
  const images: Record<string, string> = {};
  for (const [emoji] of text.matchAll(EMOJI)) {
    const icon = set.icons[chars[emoji.codePointAt(0)!.toString(16)] ?? ''];
    if (icon) images[emoji] = address(icon.body, set);
  }
  return images;
}

function address(body: string, { width, height }: Icons): string {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}">${body}</svg>`;
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

function loadDrawings(): { chars: Record<string, string>; set: Icons } | null {
  try {
    return {
      chars: require('@iconify-json/fluent-emoji-flat/chars.json') as Record<string, string>,
      set: require('@iconify-json/fluent-emoji-flat/icons.json') as Icons,
    };
  } catch {
    return null;
  }
}
