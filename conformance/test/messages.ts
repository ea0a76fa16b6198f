// How many messages the cases of groups 12 and 13 have in this run.
import { allMessages, fewMessages, type MessageCount } from '../src/vectors/12-compression.ts';

/** Few, unless SANSWS_ALL_MESSAGES=1 asks for all. */
export const chosenMessages: MessageCount =
  process.env['SANSWS_ALL_MESSAGES'] === '1' ? allMessages : fewMessages;
