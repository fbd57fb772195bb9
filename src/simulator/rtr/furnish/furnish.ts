/** Furnishes a host by its platform, the first time that somebody looks into it. */
import type { Device } from "../../host-book.ts";
import type { Computer, Furnishing, Furniture } from "../computer.ts";
import type { Platform } from "../paths.ts";
import { furnishLinux } from "./linux.ts";
import { furnishMac } from "./mac.ts";
import { furnishWindows } from "./windows.ts";

const FURNISH: Record<Platform, (furnishing: Furnishing) => Furniture> = {
  Windows: furnishWindows,
  Mac: furnishMac,
  Linux: furnishLinux,
};

/** The same device is furnished the same way on every run. */
export function createComputer(furnishing: Furnishing): Computer {
  const { device } = furnishing;
  const platform = platformOf(device);
  return { platform, device, drives: new Map(), ...FURNISH[platform](furnishing) };
}

/** Anything but a Mac or Linux is taken for Windows. */
export const platformOf = ({ platform_name }: Device): Platform =>
  platform_name === "Mac" || platform_name === "Linux" ? platform_name : "Windows";
