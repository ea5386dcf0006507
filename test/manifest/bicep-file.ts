import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Language, type Node, Parser } from 'web-tree-sitter';

/** What one Bicep file declares, and what it uses. No Bicep compiler comes by npm; this reads with its grammar. */
export interface BicepFile {
  /** Places that are no Bicep, as `line: text`. */
  errors: string[];
  params: { name: string; hasDefault: boolean }[];
  variables: string[];
  outputs: string[];
  modules: { symbol: string; path: string; params: string[] }[];
  /** Every name that is declared or stands in an expression, each as often as it does; keys of objects do not. */
  names: string[];
  /** Every `symbol.outputs.name`. */
  outputsUsed: { symbol: string; name: string }[];
  text: string;
}

let parsing: Promise<Parser> | undefined;

export async function readBicep(path: string): Promise<BicepFile> {
  parsing ??= openParser();
  const text = readFileSync(path, 'utf8');
  const tree = (await parsing).parse(text);
  if (!tree) throw new Error(`${path} could not be parsed`);
  const root = tree.rootNode;
  const declared = (type: string): Node[] => root.descendantsOfType(type).filter((node) => node !== null);
  const nameIn = (node: Node): string => childOf(node, 'identifier')?.text ?? '';
  const found: BicepFile = {
    errors: errorsIn(root),
    params: declared('parameter_declaration').map((node) => ({
      name: nameIn(node),
      hasDefault: / =/.test(node.text.split('\n')[0] ?? ''),
    })),
    variables: declared('variable_declaration').map(nameIn),
    outputs: declared('output_declaration').map(nameIn),
    modules: declared('module_declaration').map((node) => ({
      symbol: nameIn(node),
      path: childOf(node, 'string')?.text.slice(1, -1) ?? '',
      params: keysOf(valueOf(childOf(node, 'object'), 'params')),
    })),
    names: declared('identifier')
      .filter((node) => !isKey(node))
      .map((node) => node.text),
    outputsUsed: [...text.matchAll(/\b(\w+)\.outputs\.(\w+)/g)].map(([, symbol = '', name = '']) => ({
      symbol,
      name,
    })),
    text,
  };
  tree.delete();
  return found;
}

async function openParser(): Promise<Parser> {
  await Parser.init();
  const parser = new Parser();
  const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm');
  return parser.setLanguage(await Language.load(grammar));
}

function isKey(node: Node): boolean {
  return node.parent?.type === 'object_property' && node.parent.namedChild(0)?.id === node.id;
}

function errorsIn(node: Node): string[] {
  if (node.isError || node.isMissing) return [`${node.startPosition.row + 1}: ${node.text.slice(0, 60)}`];
  return node.hasError ? node.children.flatMap((child) => (child ? errorsIn(child) : [])) : [];
}

function childOf(node: Node | null, type: string): Node | null {
  return node?.namedChildren.find((child) => child?.type === type) ?? null;
}

function valueOf(object: Node | null, key: string): Node | null {
  const property = object?.namedChildren.find((child) => child?.namedChild(0)?.text === key);
  return property?.namedChild(1) ?? null;
}

function keysOf(object: Node | null): string[] {
  return (object?.namedChildren ?? []).flatMap((child) =>
    child?.type === 'object_property' ? [child.namedChild(0)?.text ?? ''] : [],
  );
}
