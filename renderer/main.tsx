import './zod-setup.ts';
import { connectToLauncher } from './bridge/connect.ts';
import { startWindow } from './start.tsx';

startWindow(document.querySelector('#app')!, connectToLauncher());
