import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { ENTER } from './confined.ts';

/** Runs where the program's network is: connects a socket in a file to a port there. */
const RELAY = `
const net = require('node:net');
// It ends with the test, however that ends.
process.stdin.on('end', () => process.exit()).resume();
const [file, port] = process.argv.slice(1);
net.createServer((from) => {
  const to = net.connect(Number(port), '127.0.0.1');
  for (const [a, b] of [[from, to], [to, from]]) { a.pipe(b); a.on('error', () => b.destroy()); }
}).listen(file, () => console.log('ready'));
`;

/** A port of a program without network, on the same port here: Playwright drives it from outside. */
export class Tunnel {
  readonly #relay: ChildProcess;
  readonly #server: net.Server;
  readonly #folder: string;
  readonly #sockets = new Set<net.Socket>();

  private constructor(relay: ChildProcess, server: net.Server, folder: string) {
    this.#relay = relay;
    this.#server = server;
    this.#folder = folder;
  }

  /** @param pid of a process that is where the port is */
  static async open(pid: number, port: number): Promise<Tunnel> {
    const folder = mkdtempSync(path.join(os.tmpdir(), 'trapdoom-tunnel-'));
    const file = path.join(folder, 'socket');
    const args = ['-t', String(pid), ...ENTER, '-n', process.execPath, '-e', RELAY, file, String(port)];
    const relay = spawn('nsenter', args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise<void>((resolve, reject) => {
      relay.once('error', reject);
      relay.once('exit', (code) => reject(new Error(`the relay ended with ${code}`)));
      relay.stdout.once('data', () => resolve());
    });
    const server = net.createServer((from) => {
      const to = net.connect(file);
      for (const [a, b] of [
        [from, to],
        [to, from],
      ] as const) {
        tunnel.#sockets.add(a);
        a.once('close', () => tunnel.#sockets.delete(a));
        a.on('error', () => b.destroy());
        a.pipe(b);
      }
    });
    const tunnel = new Tunnel(relay, server, folder);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    return tunnel;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    this.#relay.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
