import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import pg from 'pg';
import { benchUrl } from './bench-desk.js';
import { NAIVE_SCHEMA, NaiveModule } from './naive-api.js';
import { serveParent } from './serve-parent.js';

/** As many connections as there are clients: nobody waits for one. */
const pool = new pg.Pool({ connectionString: benchUrl(), max: 16 });
await pool.query(NAIVE_SCHEMA);
const app = await NestFactory.create<NestFastifyApplication>(NaiveModule.over(pool), new FastifyAdapter(), {
  logger: false,
});
await app.listen(0, '127.0.0.1');
serveParent({ address: (await app.getUrl()).replace('[::1]', '127.0.0.1'), token: '' }, async () => {
  await app.close();
  await pool.end();
});
