// A problem of the settings in words. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "form/problem_text.h"

QString problemText(const wb::Problem& problem) {
    const QString what = QString::fromStdString(problem.what), fix = QString::fromStdString(problem.fix);
    // "... must be a whole number from 1 to 5, not "9"." and "Give a whole number from 1 to 5; the default is 2.":
    // what to give was said, the default is in the tool tip.
    const QString advice = fix.section(QLatin1Char(';'), 0, 0)
                               .section(QLatin1Char(' '), 1)
                               .chopped(fix.endsWith(QLatin1Char('.')) && !fix.contains(QLatin1Char(';')) ? 1 : 0);
    const bool said = fix.startsWith(QLatin1String("Give ")) && !advice.isEmpty() && what.contains(advice);
    return fix.isEmpty() || said ? what : QString(what % QLatin1Char(' ') % fix);
}
