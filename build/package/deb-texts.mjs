// @ts-check
/** What Debian's package says about itself. */

/** The browsers that show the launcher, by preference: windows of Chromium's kind, then tabs. */
const BROWSERS = [
  'chromium',
  'google-chrome-stable',
  'firefox-esr',
  'chromium-browser',
  'microsoft-edge-stable',
  'brave-browser',
  'firefox',
];

/** @typedef {{name: string, version: string, homepage: string, author: {name: string, email: string}}} Project */

const maintainer = (/** @type {Project} */ { author }) => `${author.name} <${author.email}>`;

/**
 * @param {Project} project
 * @param {{architecture: string, depends: string, kilobytes: number}} facts
 */
export const control = (project, { architecture, depends, kilobytes }) => `Package: trapdoom
Version: ${project.version}
Architecture: ${architecture}
Maintainer: ${maintainer(project)}
Installed-Size: ${kilobytes}
Depends: ${BROWSERS.join(' | ')}, ${depends}
Suggests: xdg-utils
Section: games
Priority: optional
Homepage: ${project.homepage}
Description: desktop launcher that plays Doom in a window of the browser
 Trapdoom plays Chocolate Doom, compiled to WebAssembly, on a WebAssembly
 engine of its own. Freedoom, a complete free game, is included. WADs of the
 player's own, add-ons and DeHackEd patches can be added.
 .
 The launcher opens in a window of Chromium, Chrome, Edge or Brave, or in a tab
 of Firefox. It needs no network.
`;

// StartupWMClass: the class that Chromium's window is given.
export const DESKTOP_ENTRY = `[Desktop Entry]
Type=Application
Name=Trapdoom
GenericName=Doom Launcher
Comment=Play Doom on its own WebAssembly engine
Exec=trapdoom %U
Icon=trapdoom
Terminal=false
Categories=Game;ActionGame;
Keywords=doom;freedoom;wad;heretic;hexen;strife;
MimeType=application/x-doom-wad;
StartupNotify=false
StartupWMClass=Trapdoom
`;

export const MIME_TYPES = `<?xml version="1.0" encoding="UTF-8"?>
<mime-info xmlns="http://www.freedesktop.org/standards/shared-mime-info">
  <mime-type type="application/x-doom-wad">
    <comment>Doom WAD file</comment>
    <magic priority="50">
      <match type="string" value="IWAD" offset="0"/>
      <match type="string" value="PWAD" offset="0"/>
    </magic>
    <glob pattern="*.wad"/>
  </mime-type>
</mime-info>
`;

/** @param {Project} project */
export const manual = (project) => `.TH TRAPDOOM 6 "" "Trapdoom ${project.version}" Games
.SH NAME
trapdoom \\- desktop launcher that plays Doom
.SH SYNOPSIS
.B trapdoom
.RB [ \\-\\-shell=\\fIKIND\\fP ]
.RB [ \\-\\-user\\-data=\\fIFOLDER\\fP ]
.RI [ FILE \\ .\\|.\\|.]
.br
.B trapdoom
.I COMMAND
.RI [ ARGUMENT \\ .\\|.\\|.]
.SH DESCRIPTION
Without a command,
.B trapdoom
opens the launcher in a window of Chromium, Chrome, Edge or Brave, or else in a tab of Firefox or the default browser.
WADs, DeHackEd patches and WebAssembly modules that are named are added to its library.
.PP
The first word is a command if it names no file:
.B play
opens the launcher, as no command does,
.B timedemo
plays a demo as fast as it goes and hashes its pictures,
.B run
runs a WebAssembly module,
.B selftest
tests the engine, and
.B export\\-diagnostics
packs what helps to find a fault.
.B trapdoom \\-\\-help
lists their arguments.
.SH OPTIONS
.TP
.B \\-\\-shell=electron
Open the launcher in Electron, or end with an error.
.TP
.B \\-\\-shell=browser
Open it in a browser, or end with an error.
.TP
.B \\-\\-shell=headless
Open no window: print an address for a browser of this machine.
.TP
.BI \\-\\-user\\-data= FOLDER
Keep settings, saved games and added WADs in
.IR FOLDER .
.TP
.B \\-\\-self\\-check
Play a demo on each backend and compare its pictures.
.TP
.BR \\-\\-help ", " \\-\\-version
Print help, or the version.
.SH ENVIRONMENT
.TP
.B TRAPDOOM_HOME
The folder of settings, saved games and added WADs.
.TP
.B TRAPDOOM_BROWSER
The browser to open.
.SH FILES
.TP
.I ~/.local/share/trapdoom
Settings, saved games and added WADs.
.TP
.I /usr/lib/trapdoom/assets
The games and Freedoom.
.SH EXIT STATUS
0 if all went well, 1 after an error, 2 if the arguments are wrong.
.SH SEE ALSO
.BR chocolate\\-doom (6),
.BR freedoom (6)
`;

/** @param {Project} project */
export const changelog = (project) => `trapdoom (${project.version}) unstable; urgency=medium

  * Release of version ${project.version}.

 -- ${maintainer(project)}  ${rfc5322(releaseTime())}
`;

/** @returns {Date} by SOURCE_DATE_EPOCH, else now */
function releaseTime() {
  const epoch = process.env['SOURCE_DATE_EPOCH'];
  return epoch && /^\d+$/.test(epoch) ? new Date(Number(epoch) * 1000) : new Date();
}

/** @param {Date} date */
const rfc5322 = (date) => date.toUTCString().replace('GMT', '+0000');

/** @param {Project} project */
export const copyright = (
  project,
) => `Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: Trapdoom
Source: ${project.homepage}
Comment: The notices of all npm packages that are included are in
 /usr/lib/trapdoom/dist/NOTICES.txt.

Files: *
Copyright: 2026 ${project.author.name}
License: GPL-2+

Files: usr/lib/trapdoom/assets/games/chocolate-*
 usr/lib/trapdoom/assets/games/COPYING-chocolate-doom.txt
Copyright: 1993-1996 id Software, Inc.
 1993-2008 Raven Software
 2005-2022 Simon Howard and others
License: GPL-2+
Comment: Chocolate Doom, unmodified, compiled to WebAssembly. Where its source
 is, and its authors, is said in
 /usr/lib/trapdoom/assets/games/COPYING-chocolate-doom.txt.

Files: usr/lib/trapdoom/assets/games/woof.*
 usr/lib/trapdoom/assets/games/COPYING-woof.txt
Copyright: 1993-1996 id Software, Inc.
 1993-2008 Raven Software
 1999 id Software, Chi Hoang, Lee Killough, Jim Flynn, Rand Phares, Ty Halderman
 2020-2025 Fabian Greffrath, Roman Fomin and others
License: GPL-3+
Comment: Woof!, unmodified, compiled to WebAssembly, with libraries, and its
 data. Where their sources are, their authors and their licences, is said in
 /usr/lib/trapdoom/assets/games/COPYING-woof.txt.

Files: usr/lib/trapdoom/assets/wads/*
Copyright: 2001-2022 Contributors to the Freedoom project
License: BSD-3-clause
Comment: The full text is in /usr/lib/trapdoom/assets/wads/COPYING-freedoom.txt.

Files: usr/lib/trapdoom/node/node
Copyright: Node.js contributors and others
License: Node.js
Comment: The full texts, with those of all that Node.js includes, are in
 /usr/lib/trapdoom/node/LICENSE.

License: GPL-2+
 This program is free software; you can redistribute it and/or modify it under
 the terms of the GNU General Public License as published by the Free Software
 Foundation; either version 2 of the License, or (at your option) any later
 version.
 .
 On Debian systems, the complete text of version 2 of the License is in
 /usr/share/common-licenses/GPL-2.

License: GPL-3+
 This program is free software; you can redistribute it and/or modify it under
 the terms of the GNU General Public License as published by the Free Software
 Foundation; either version 3 of the License, or (at your option) any later
 version.
 .
 On Debian systems, the complete text of version 3 of the License is in
 /usr/share/common-licenses/GPL-3.

License: BSD-3-clause
 See /usr/lib/trapdoom/assets/wads/COPYING-freedoom.txt.

License: Node.js
 See /usr/lib/trapdoom/node/LICENSE.
`;

/** For lintian: what it complains of, and why it is so. */
export const OVERRIDES = `# The project has no mail address yet.
trapdoom: bogus-mail-host Maintainer *
trapdoom: bogus-mail-host-in-debian-changelog *
# The command is not only a game's: it tests and runs WebAssembly modules, too. So it is in everyone's PATH.
trapdoom: package-section-games-but-contains-no-game
# The Node.js of this package has the bytes that were published by its project, so that they can be compared.
trapdoom: unstripped-binary-or-object [usr/lib/trapdoom/node/node]
trapdoom: hardening-no-pie [usr/lib/trapdoom/node/node]
trapdoom: embedded-library * [usr/lib/trapdoom/node/node]
# Skia for Node.js comes from npm as one file; Debian has no package of it.
trapdoom: embedded-library * [usr/lib/trapdoom/node_modules/@napi-rs/canvas-linux-*/skia.linux-*.node]
`;
