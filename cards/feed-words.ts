import { plainText } from './markdown.ts';
import type { DealView } from './deal-view.ts';
import { moment } from './format.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

/** A deal in a line of the activity feed: plain text, as the manifest's templates take it. */
export function feedWords(
  { deal }: Pick<DealView, 'deal'>,
  reader: Reader,
): { deal: string; deadline: string | null } {
  return {
    deal: plainText(deal.name, 100) || plainText(deal.customer.name, 100) || strings(reader.locale)('noName'),
    deadline: deal.expiresAt && moment(deal.expiresAt, reader),
  };
}
