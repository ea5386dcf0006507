import type { Deal } from './deal.ts';
import type { DealVerb, WritePlan, WriteRequest } from './deal-verbs.ts';
import {
  EDIT_FIELDS,
  type EditField,
  type EditTexts,
  editTexts,
  isSameText,
  parseEdit,
} from './edit-inputs.ts';
import { editPatch } from './edit-patch.ts';
import type { DealKind } from './lifecycle.ts';

/** Changes fields of an accepted deal, each only if nobody else changed the same one meanwhile. */
export const editVerb: DealVerb = {
  isLegal: canEdit,
  isPast: (deal, kind) => kind === 'inbound' && deal.status === 'Closed',
  plan: planEdit,
  isDone: (deal, { edit }) => {
    const now = editTexts(deal);
    const fields = fieldsOf(edit?.changes);
    return (
      fields.length > 0 && fields.every((field) => isSameText(field, now[field], edit?.changes[field] ?? ''))
    );
  },
};

/** Accepted deals may be edited, ours as well as inbound ones (LIFE-07, LIFE-12); nothing closed (LIFE-11). */
export function canEdit(deal: Deal, kind: DealKind): boolean {
  const isOurs = kind === 'inbound' || kind === 'outbound';
  return isOurs && deal.status === 'Active' && deal.substatus === 'Accepted';
}

function planEdit({ deal, inputs, now }: WriteRequest): WritePlan {
  const { changes, seen } = inputs.edit ?? { changes: {}, seen: {} };
  const present = editTexts(deal);
  const wanted = fieldsOf(changes).filter(
    (field) => !isSameText(field, present[field], changes[field] ?? ''),
  );
  if (wanted.length === 0) return { kind: 'unchanged' };
  const { values, errors } = parseEdit(pick(changes, wanted), { deal, now });
  if (Object.keys(errors).length > 0) return { kind: 'editInvalid', errors };
  const conflicts = wanted.filter((field) => !isSameText(field, present[field], seen[field] ?? ''));
  if (conflicts.length > 0) return { kind: 'editConflict', theirs: pick(present, conflicts) };
  return { kind: 'write', operations: editPatch(deal, values) };
}

function fieldsOf(texts: Partial<EditTexts> | undefined): EditField[] {
  return EDIT_FIELDS.filter((field) => texts?.[field] !== undefined);
}

function pick(texts: Partial<EditTexts>, fields: readonly EditField[]): Partial<EditTexts> {
  return Object.fromEntries(fields.map((field) => [field, texts[field] ?? '']));
}
