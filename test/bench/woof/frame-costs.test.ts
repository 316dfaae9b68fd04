import { expect, it } from 'vitest';
import { FrameCosts } from './frame-costs.ts';

const frame = { format: 'indexed', width: 320, height: 200 } as Parameters<FrameCosts['add']>[0];

it('counts the frames after the warm-up, and refuses a run that is shorter', () => {
  const costs = new FrameCosts();
  for (let i = 0; i < 300; i++) costs.add(frame);
  expect(() => costs.result()).toThrow('300 frames are too few');
  for (let i = 0; i < 20; i++) costs.add(frame);
  const { frames, size, cpuMsPerFrame, firstFrameMs, firstFrameCpuMs } = costs.result();
  expect({ frames, size }).toEqual({ frames: 20, size: '320x200' });
  expect(cpuMsPerFrame).toBeGreaterThanOrEqual(0);
  expect(firstFrameMs).toBeGreaterThan(0);
  expect(firstFrameCpuMs).toBeGreaterThan(0);
});
