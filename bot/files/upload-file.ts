const TIMEOUT_MS = 10_000;
/** Below what one range of an upload session may have (60 MiB). */
const MOST_BYTES = 32 * 1024 * 1024;

/**
 * Puts the whole file into an upload session of OneDrive (bots-filesv4; driveItem: createUploadSession). The address
 * itself is the right to write: no token goes along, no redirect is followed. One attempt.
 * @returns whether the service has kept the file
 */
export async function uploadFile(
  uploadUrl: string,
  text: string,
  contentType: string,
  fetch: typeof globalThis.fetch = globalThis.fetch,
): Promise<boolean> {
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length === 0 || bytes.length > MOST_BYTES) return false;
  try {
    const response = await fetch(uploadUrl, {
      method: 'PUT',
      headers: {
        'Content-Type': contentType,
        'Content-Range': `bytes 0-${bytes.length - 1}/${bytes.length}`,
      },
      body: bytes,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    await response.body?.cancel();
    // 202 would mean that more bytes are waited for.
    return response.status === 200 || response.status === 201;
  } catch {
    // What fetch throws names the address, which is a secret.
    return false;
  }
}
