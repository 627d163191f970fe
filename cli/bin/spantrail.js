#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep compiled code between starts; Node 20 does not know the call.
module.enableCompileCache?.();

const { main } = await import('../dist/src/main.js');
await main();
