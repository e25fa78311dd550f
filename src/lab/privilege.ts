import { LabPrivilegeError } from './lab-error.js';

/** @throws LabPrivilegeError for who may not make namespaces */
export function checkPrivilege(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) throw new LabPrivilegeError();
}
