import { type MessageParams } from '../messages/messages.js';
import { type PlatformMessage } from '../messages/platform-messages.js';

/** Told about each step that may take a while; what to do with it (terminal, log) is the application's affair. */
export type Progress = (message: PlatformMessage, params?: MessageParams) => void;
