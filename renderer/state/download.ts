/** Hands bytes over as a file in the browser's downloads. */
export function saveDownload(name: string, bytes: Uint8Array): void {
  const url = URL.createObjectURL(new Blob([bytes.slice()], { type: 'application/octet-stream' }));
  followDownload(name, url);
  // The download reads the blob after this turn of the event loop.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Has the browser download what lies behind an address of this page's origin. */
export function followDownload(name: string, href: string): void {
  const link = document.createElement('a');
  link.href = href;
  link.download = name;
  link.click();
}
