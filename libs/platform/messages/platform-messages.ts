import type english from './en.json';
import { loadMessages } from './messages.js';

export type PlatformMessage = keyof typeof english;
export const platformMessages = loadMessages<PlatformMessage>(new URL('./', import.meta.url));
