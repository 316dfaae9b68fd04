import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';

const UNAVAILABLE = 'The network is not available';

/** UDPpacket: channel, data, len, maxlen, status, address (SDL_net.h). The data follow the structure in one block. */
const PACKET = { data: 4, maxlen: 12, size: 28 } as const;

/** SDL_net without a network: nothing opens and nothing resolves, each with SDL_net's way of saying so. */
export function networkFunctions(core: SdlCore): FunctionTable {
  const { memory } = core;
  const refuse = () => core.fail(UNAVAILABLE);
  return {
    SDLNet_Init: ['()->i32', refuse],
    SDLNet_Quit: ['()->', () => undefined],
    SDLNet_GetError: ['()->i32', () => core.errorPointer()],
    SDLNet_ResolveHost: [
      '(i32,i32,i32)->i32',
      (address: number, _host: number, port: number) => {
        // INADDR_NONE, and the port in network order, as a failed look-up leaves them.
        memory.set32(address, -1);
        memory.bytes(address + 4, 2).set([(port >> 8) & 255, port & 255]);
        return refuse();
      },
    ],
    SDLNet_UDP_Open: ['(i32)->i32', () => core.failNull(UNAVAILABLE)],
    SDLNet_UDP_Close: ['(i32)->', () => undefined],
    SDLNet_UDP_Send: ['(i32,i32,i32)->i32', () => core.failNull(UNAVAILABLE)],
    SDLNet_UDP_Recv: ['(i32,i32)->i32', refuse],
    SDLNet_AllocPacket: [
      '(i32)->i32',
      (size: number) => {
        if (size < 0) return core.invalidNull('size');
        const packet = memory.allocate(PACKET.size + size);
        if (packet === 0) return core.outOfMemory();
        memory.set32(packet + PACKET.data, packet + PACKET.size);
        memory.set32(packet + PACKET.maxlen, size);
        return packet;
      },
    ],
    SDLNet_FreePacket: ['(i32)->', (packet: number) => memory.free(packet)],
  };
}
