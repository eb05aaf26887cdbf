import { loadMessages } from '#platform';
import type english from './messages/en.json';

export const eventStoreMessages = loadMessages<keyof typeof english>(new URL('./messages/', import.meta.url));
