import type { SdlCore } from './core.ts';
import type { FunctionTable } from './functions.ts';

const GUID_SIZE = 16;

/** SDL_joystick.h and SDL_gamecontroller.h with nothing attached: no device opens, so every handle a game passes is a wrong one. */
export function joystickFunctions(core: SdlCore): FunctionTable {
  const { memory } = core;
  const invalid = () => core.fail('Invalid joystick');
  const invalidNull = () => core.failNull('Invalid joystick');
  const noDevice = () => core.failNull('There are 0 joysticks available');
  let eventState = 1;
  return {
    SDL_NumJoysticks: ['()->i32', () => 0],
    SDL_JoystickOpen: ['(i32)->i32', noDevice],
    SDL_JoystickClose: ['(i32)->', () => void invalid()],
    SDL_JoystickName: ['(i32)->i32', invalidNull],
    SDL_JoystickNameForIndex: ['(i32)->i32', noDevice],
    SDL_JoystickNumAxes: ['(i32)->i32', invalid],
    SDL_JoystickNumHats: ['(i32)->i32', invalid],
    SDL_JoystickNumButtons: ['(i32)->i32', invalid],
    SDL_JoystickGetAxis: ['(i32,i32)->i32', invalidNull],
    SDL_JoystickGetHat: ['(i32,i32)->i32', invalidNull],
    SDL_JoystickGetButton: ['(i32,i32)->i32', invalidNull],
    SDL_JoystickInstanceID: ['(i32)->i32', invalid],
    SDL_JoystickUpdate: ['()->', () => undefined],
    SDL_JoystickEventState: [
      '(i32)->i32',
      (state: number) => {
        // SDL_QUERY is -1; SDL_IGNORE 0 and SDL_ENABLE 1 set.
        if (state === 0 || state === 1) eventState = state;
        return eventState;
      },
    ],
    SDL_JoystickGetDeviceGUID: [
      '(i32,i32)->',
      (result: number, _index: number) => {
        memory.bytes(result, GUID_SIZE).fill(0);
        noDevice();
      },
    ],
    SDL_JoystickGetGUIDFromString: [
      '(i32,i32)->',
      (result: number, text: number) => {
        const guid = Buffer.from(memory.text(text).slice(0, GUID_SIZE * 2), 'hex');
        memory.bytes(result, GUID_SIZE).fill(0).set(guid);
      },
    ],
    SDL_IsGameController: ['(i32)->i32', () => 0],
    SDL_GameControllerOpen: ['(i32)->i32', noDevice],
    SDL_GameControllerClose: ['(i32)->', () => undefined],
  };
}
