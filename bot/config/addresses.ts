/** Is this an HTTP address on this machine? `localhost`, 127.0.0.0/8 and ::1 are. */
export function isLoopback(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  const isHttp = protocol === 'http:' || protocol === 'https:';
  return isHttp && (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname));
}

/** May secrets be sent there? https anywhere, or anything on this machine, where a stand-in of the cloud may run. */
export function isSafeAddress(address: string): boolean {
  return isLoopback(address) || (URL.canParse(address) && new URL(address).protocol === 'https:');
}

/** The address of a host that was configured by its name: https, but on this machine. */
export function publicAddress(domain: string): string {
  const plain = `http://${domain}`;
  return isLoopback(plain) ? plain : `https://${domain}`;
}

/**
 * Is this a service URL that activities may name and tokens may be sent to (teams.md 2.1)?
 * @param hosts as in `ALLOWED_SERVICE_URL_HOSTS`: a host, `*.` and a domain for what is below it; a host on this machine with its port
 */
export function isAllowedServiceUrl(serviceUrl: string, hosts: readonly string[]): boolean {
  if (!isSafeAddress(serviceUrl)) return false;
  const { hostname, host, username, password } = new URL(serviceUrl);
  if (username || password) return false;
  return hosts.some((allowed) =>
    allowed.startsWith('*.') ? hostname.endsWith(allowed.slice(1)) : allowed === host,
  );
}

/** Where Teams has people's files (bots-filesv4). */
const ONE_DRIVE = ['sharepoint.com', 'sharepoint-df.com', 'microsoft.com'];

/** Is this an address of Microsoft's own for files: https, its usual port, nothing of a sign-in in it? */
export function isOneDrive(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, port, username, password } = new URL(address);
  const isPlain = protocol === 'https:' && port === '' && !username && !password;
  return isPlain && ONE_DRIVE.some((domain) => hostname.endsWith(`.${domain}`));
}
