import { readdirSync } from "node:fs";
import { join } from "node:path";

/**
 * Finds the device files of graphics processors that vLLM computes on: NVIDIA's, AMD's, and those of Linux in Windows.
 * Nearly every machine has one of Intel, which is seldom meant, so that has to be configured.
 * @param root Where devices are.
 */
export function findDevices(root = "/dev"): string[] {
  const nvidia = filesOf(root, /^nvidia(\d+|ctl|-uvm|-uvm-tools|-modeset)$/);
  const amd = filesOf(root, /^kfd$/);
  return [
    ...(nvidia.some((path) => /\d$/.test(path)) ? nvidia : []),
    ...(amd.length > 0 ? [...amd, ...filesOf(join(root, "dri"), /^renderD\d+$/)] : []),
    ...filesOf(root, /^dxg$/),
  ];
}

function filesOf(folder: string, name: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => name.test(file))
      .sort()
      .map((file) => join(folder, file));
  } catch {
    return [];
  }
}
