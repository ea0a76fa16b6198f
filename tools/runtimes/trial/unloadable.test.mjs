/** A file that cannot be loaded counts as one that failed. */
throw new Error('not to be loaded');
