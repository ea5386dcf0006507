/** The deal's id in its page's address, as `DEAL_URL_TEMPLATE` makes them; null for any other address. */
export function dealIdOfUrl(template: string, url: string): string | null {
  const [before = '', after = ''] = template.split('{id}');
  if (!url.toLowerCase().startsWith(before.toLowerCase())) return null;
  const rest = url.slice(before.length);
  const id = /^[A-Za-z0-9._-]{1,100}/.exec(rest)?.[0];
  if (!id) return null;
  const follows = rest.slice(id.length);
  const isWhole = /^([/?#&]|$)/.test(follows);
  return isWhole && follows.toLowerCase().startsWith(after.toLowerCase()) ? id.toLowerCase() : null;
}
