import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { TcpProxy } from './tcp-proxy.js';

let echo: Server;
let proxy: TcpProxy;
let client: Socket;

beforeEach(async () => {
  echo = createServer((socket) => socket.on('error', () => undefined).pipe(socket));
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await TcpProxy.to({ host: '127.0.0.1', port: (echo.address() as { port: number }).port });
  client = connect(proxy.port, '127.0.0.1');
  await once(client, 'connect');
});
afterEach(async () => {
  client.destroy();
  await proxy.close();
  await new Promise((resolve) => echo.close(resolve));
});

const answer = async () => String(((await once(client, 'data')) as [Buffer])[0]);

describe('a network between two', () => {
  it('carries both ways', async () => {
    client.write('here');
    expect(await answer()).toBe('here');
  });

  it('carries nothing while it is frozen, and all of it in order once it is thawed', async () => {
    client.write('0');
    expect(await answer()).toBe('0');
    proxy.freeze();
    let came = '';
    client.on('data', (piece) => (came += String(piece)));
    client.write('1');
    // Long enough for it to have come: others go there and back ten times.
    const beside = connect((echo.address() as { port: number }).port, '127.0.0.1');
    for (let round = 0; round < 10; round += 1) {
      beside.write('round');
      await once(beside, 'data');
    }
    beside.destroy();
    expect(came).toBe('');
    client.write('2');
    proxy.thaw();
    while (came !== '12') await once(client, 'data');
  });

  it('is slow without changing the order when it becomes quick again', async () => {
    let came = '';
    client.on('data', (piece) => (came += String(piece)));
    proxy.slow(50);
    client.write('slow ');
    await new Promise((resolve) => setImmediate(resolve));
    proxy.slow(0);
    client.write('quick');
    while (came !== 'slow quick') await once(client, 'data');
  });

  it('cuts whoever is connected, and takes new ones', async () => {
    proxy.cut();
    await once(client, 'close');
    client = connect(proxy.port, '127.0.0.1');
    client.write('again');
    expect(await answer()).toBe('again');
  });
});
