import type { DealView } from './deal-view.ts';
import { spokenName } from './deal-buttons.ts';
import type { Reader } from './reader.ts';
import { strings } from './strings.ts';

/** Offers a file in a personal chat; Teams asks the person where it may be kept (bots-filesv4). */
export interface FileConsentCard {
  contentType: 'application/vnd.microsoft.teams.card.file.consent';
  name: string;
  content: {
    description: string;
    sizeInBytes: number;
    /** Come back with the person's answer, from a client: an id, never a right. */
    acceptContext: { dealId: string };
    declineContext: { dealId: string };
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
  const context = { dealId: view.deal.id };
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
