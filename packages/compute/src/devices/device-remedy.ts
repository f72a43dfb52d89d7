import type { Device } from "@lesion-atlas/core";

interface Needs {
  /** Platforms whose onnxruntime-node has it, as `process.platform` and `process.arch` name them. */
  platforms: readonly string[];
  /** What they are called. */
  where: string;
  remedy: string;
}

/** By onnxruntime-node 1.30's own table of platforms; CUDA's libraries are no part of the package. */
const needs: Record<Exclude<Device, "cpu">, Needs> = {
  cuda: {
    platforms: ["linux/x64"],
    where: "Linux on x64",
    remedy:
      "install NVIDIA's driver, CUDA 12 and cuDNN 9, then onnxruntime's own libraries: " +
      "node node_modules/onnxruntime-node/script/install.js --onnxruntime-node-install=cuda12",
  },
  dml: {
    platforms: ["win32/x64", "win32/arm64"],
    where: "Windows",
    remedy: "install the driver of a GPU with DirectX 12",
  },
  coreml: { platforms: ["darwin/x64", "darwin/arm64"], where: "macOS", remedy: "it needs macOS on Apple's processors" },
  webgpu: {
    platforms: ["linux/x64", "win32/x64", "win32/arm64", "darwin/x64", "darwin/arm64"],
    where: "Windows, macOS and Linux on x64",
    remedy: "install the GPU's driver, with Vulkan on Linux (libvulkan.so.1 and the vendor's part of it)",
  },
};

/** Whether the package of a platform has the device at all, and what to install where it cannot be used. */
export function deviceRemedy(
  device: Exclude<Device, "cpu">,
  platform = `${process.platform}/${process.arch}`,
): { packaged: boolean; remedy: string } {
  const { platforms, where, remedy } = needs[device];
  if (platforms.includes(platform)) return { packaged: true, remedy };
  return { packaged: false, remedy: `onnxruntime-node has it on ${where}` };
}
