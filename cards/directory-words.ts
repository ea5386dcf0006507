import type { DirectoryLimit } from '../services/people/people-directory.ts';
import { escapeMarkdown } from './markdown.ts';
import type { Words } from './strings.ts';

/** What Microsoft Graph does for the bot now. */
export interface Directory {
  isOn: boolean;
  limits: readonly DirectoryLimit[];
}

/** 'on', and what does not work with its reason: 'names of colleagues: no permission (User.Read.All)'. */
export function directoryWords({ limits }: Pick<Directory, 'limits'>, t: Words): string {
  const parts = limits.map(({ feature, reason, permissions }) =>
    t('directory.limit', {
      feature: t(`directory.${feature}`),
      reason: t(`directory.reason.${reason}`, {
        permissions: permissions.map((permission) => escapeMarkdown(permission, 80)).join(' / '),
      }),
    }),
  );
  return [t('directory.on'), ...parts].join(' · ');
}

/** The same as a line of its own. */
export function directoryLine(directory: Pick<Directory, 'limits'>, t: Words): string {
  return t('directory.line', { words: directoryWords(directory, t) });
}
