import { z } from 'zod';
import type { PatchOperation } from '../referral-service.ts';
import { invalidRequest } from './refusal.ts';
import { isRecord, type WireReferral } from './wire-referral.ts';

const operations = z
  .array(
    z
      .object({ op: z.enum(['replace', 'add']), path: z.string().regex(/^(\/[^/~]+)+$/), value: z.unknown() })
      .refine((operation) => Object.hasOwn(operation, 'value') && operation.value !== undefined),
  )
  .min(1)
  .max(100);

/** A JSON Patch of the subset that Partner Center takes: `replace` and `add` only (API-03). */
export function parseOperations(body: unknown): PatchOperation[] {
  const parsed = operations.safeParse(body);
  if (!parsed.success)
    throw invalidRequest('The body is a JSON Patch of replace and add operations, each with path and value');
  return parsed.data;
}

/** The changed copy; the original stays as it is, also when an operation in the middle is refused. */
export function applyOperations(referral: WireReferral, patch: readonly PatchOperation[]): WireReferral {
  const copy = structuredClone(referral);
  for (const operation of patch) apply(copy, operation);
  return copy;
}

const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

function apply(root: WireReferral, { op, path, value }: PatchOperation): void {
  const segments = path.slice(1).split('/');
  const last = segments.pop() ?? '';
  let parent: unknown = root;
  for (const segment of segments) parent = childOf(parent, segment);
  if (Array.isArray(parent)) applyToArray(parent, op, last, value, path);
  else if (isRecord(parent) && !UNSAFE.has(last)) parent[last] = structuredClone(value);
  else throw noSuchPath(path);

  function childOf(at: unknown, segment: string): unknown {
    if (Array.isArray(at) && /^\d{1,4}$/.test(segment)) return at[Number(segment)];
    if (isRecord(at) && Object.hasOwn(at, segment)) return at[segment];
    throw noSuchPath(path);
  }
}

function applyToArray(
  array: unknown[],
  op: PatchOperation['op'],
  segment: string,
  value: unknown,
  path: string,
): void {
  if (segment === '-' && op === 'add') {
    array.push(structuredClone(value));
    return;
  }
  const index = /^\d{1,4}$/.test(segment) ? Number(segment) : -1;
  if (index < 0 || index >= array.length + (op === 'add' ? 1 : 0)) throw noSuchPath(path);
  array.splice(index, op === 'add' ? 0 : 1, structuredClone(value));
}

const noSuchPath = (path: string): Error =>
  invalidRequest(`The path ${path.slice(0, 200)} cannot be changed`);
