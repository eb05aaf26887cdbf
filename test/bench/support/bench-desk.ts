import { Buffer } from 'node:buffer';

/** One of the five sample desks: no tariff to know, nothing that an opening must bring along. */
export const DESK = 'internet-provider';
export const ENGINEER = '00000000-0000-4000-8000-00000000e001';
/** Key-encryption key of the vault: benches keep no secrets, and a seeded log must be readable by the service. */
export const KEK = Buffer.alloc(32, 5).toString('base64');

/** Handed to child processes in BENCH_URL. */
export function benchUrl(): string {
  const url = process.env.BENCH_URL;
  if (url === undefined) throw new Error('started by a bench, with BENCH_URL');
  return url;
}

const TEXT =
  'После грозы пропала связь: индикатор линии на роутере не горит, перезагрузка и другой кабель не помогли. ';

/** A request of the size that people write: about 400 bytes of text and a contact. */
export function openingRequest(customer: string): object {
  return {
    desk: DESK,
    customer,
    channel: 'account',
    serviceKind: 'network-problem',
    subject: 'Нет связи после грозы',
    text: TEXT.repeat(2),
    contact: { name: 'Иванова Мария Петровна', phone: '+7 495 000-00-00' },
  };
}
