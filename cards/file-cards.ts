import type { DealView } from './deal-view.ts';
import { spokenName } from './deal-buttons.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

/** Which file it is: the registration of a deal, the deals behind figures, or all about whoever accepts it. */
export type FileContext =
  | { dealId: string }
  | { insight: Readonly<Record<string, string>> }
  | { about: 'me' };

/** Offers a file in a personal chat; Teams asks the person where it may be kept (bots-filesv4). */
export interface FileConsentCard {
  contentType: 'application/vnd.microsoft.teams.card.file.consent';
  name: string;
  content: {
    description: string;
    sizeInBytes: number;
    /** Come back with the person's answer, from a client: which file, never a right. */
    acceptContext: FileContext;
    declineContext: FileContext;
  };
}

/** Shows a file that lies in the person's OneDrive. */
export interface FileInfoCard {
  contentType: 'application/vnd.microsoft.teams.card.file.info';
  contentUrl: string;
  name: string;
  content: { uniqueId: string; fileType: string };
}

/** The registration of a deal, offered as a file for Partner Center's bulk upload (FORM-14). */
export function registrationFileOffer(
  view: DealView,
  reader: Reader,
  { name, sizeInBytes }: { name: string; sizeInBytes: number },
): FileConsentCard {
  const description = strings(reader.locale)('file.offer', { deal: spokenName(view, reader) });
  return offer(description, { name, sizeInBytes }, { dealId: view.deal.id });
}

/** Everything that is stored about the reader, offered as a file. */
export function ownRecordOffer(reader: Reader, file: { name: string; sizeInBytes: number }): FileConsentCard {
  return offer(strings(reader.locale)('file.ownRecord'), file, { about: 'me' });
}

function offer(
  description: string,
  { name, sizeInBytes }: { name: string; sizeInBytes: number },
  context: FileContext,
): FileConsentCard {
  return {
    contentType: 'application/vnd.microsoft.teams.card.file.consent',
    name,
    content: { description, sizeInBytes, acceptContext: context, declineContext: context },
  };
}

/** The deals behind figures, offered as a file. @param insight the filters that were asked for */
export function insightFileOffer(
  { locale }: Reader,
  { name, sizeInBytes, rows }: { name: string; sizeInBytes: number; rows: number },
  insight: Readonly<Record<string, string>>,
): FileConsentCard {
  const description = strings(locale)('file.insight', { rows });
  const context = { insight };
  return {
    contentType: 'application/vnd.microsoft.teams.card.file.consent',
    name,
    content: { description, sizeInBytes, acceptContext: context, declineContext: context },
  };
}

export function fileInfoCard({
  contentUrl,
  name,
  uniqueId,
  fileType,
}: {
  contentUrl: string;
  name: string;
  uniqueId: string;
  fileType: string;
}): FileInfoCard {
  return {
    contentType: 'application/vnd.microsoft.teams.card.file.info',
    contentUrl,
    name,
    content: { uniqueId, fileType },
  };
}
