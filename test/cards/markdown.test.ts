import assert from 'node:assert/strict';
import MarkdownIt from 'markdown-it';
import { cut, escapeMarkdown, escapeParagraphs, inputText, plainText } from '../../cards/markdown.ts';

const markdown = new MarkdownIt();
const UNESCAPED: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&amp;': '&' };

/** What a reader sees of a text; throws where any of it became markup. */
function seen(text: string): string {
  const html = markdown.render(text).trim();
  const inner = /^<p>([^<]*)<\/p>$/.exec(html)?.[1];
  assert.ok(inner !== undefined, `became markup: ${html}`);
  return inner.replace(/&(lt|gt|quot|amp);/g, (entity) => UNESCAPED[entity]!);
}

describe('escapeMarkdown', () => {
  const texts = [
    'plain words, 12.5 % – fine!',
    '**bold** _it_ *x* __y__ `code`',
    '[pay here](http://evil.example) ![x](y)',
    '<at>Marek</at> <b>x</b>',
    '&lt;at&gt; &#42; AT&T',
    '# title',
    '- item',
    '+ item',
    '1. one',
    '12) twelve',
    '> quote',
    '---',
    '===',
    '~~struck~~ a|b',
    'C:\\temp\\*',
    '${deal} {{DATE(2026-01-01)}}',
    'snake_case_name ends_',
  ];
  for (const text of texts) {
    it(`shows exactly: ${text}`, () => assert.equal(seen(escapeMarkdown(text)), text));
  }

  it('leaves nothing that Teams or a template would act on', () => {
    const escaped = escapeMarkdown('<at>x</at> ${a} {{DATE(x)}}');
    for (const live of ['<at>', '${', '{{']) assert.ok(!escaped.includes(live));
  });

  it('makes one line, without invisible and reordering characters, and keeps emoji and joined letters', () => {
    assert.equal(escapeMarkdown(' a\r\nb\u2028c\u0000\u202Ed\u2066e\u200B '), 'a b cde');
    assert.equal(escapeMarkdown('👩\u200D💻 نمی\u200Cخواهم'), '👩\u200D💻 نمی\u200Cخواهم');
    assert.equal(escapeMarkdown('\uD83Dx'), '\uFFFDx');
    assert.equal(escapeMarkdown('z' + '\u0301'.repeat(50)), 'z' + '\u0301'.repeat(3));
  });

  it('cuts long text before escaping, and says so', () => {
    assert.equal(escapeMarkdown('*'.repeat(500), 5), '\\*\\*\\*\\*…');
    assert.equal(cut('ab😀d', 4), 'ab…');
    assert.equal(cut('abcd', 4), 'abcd');
  });

  it('gives nothing for nothing', () =>
    assert.equal(escapeMarkdown(null) + escapeMarkdown(undefined) + escapeMarkdown('  '), ''));
});

describe('escapeParagraphs', () => {
  it('keeps paragraphs and escapes each line’s start', () => {
    assert.equal(escapeParagraphs('one\r\n- two\n\n\n# three', 100), 'one\n\n\\- two\n\n\\# three');
  });
});

describe('plainText and inputText', () => {
  it('keep Markdown signs, because nothing reads Markdown there, and break expressions', () => {
    assert.equal(plainText('**a**\nb ${c}'), '**a** b $ {c}');
    assert.equal(inputText('a\nb ${c}', 100), 'a\nb $ {c}');
  });
});
