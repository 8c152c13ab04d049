// Words of the Data page for what core calls by identifiers. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QStringList>
#include <string>

#include "dataset/prepared.h"

namespace datatexts {

/// "Lowest rating" for "min_rating"; an unknown step as it is.
QString step(const std::string& step);
/// "Reading the files..." for "read"; an unknown phase as it is.
QString phase(const QString& phase);
/// "rating ≥ 3, user ≥ 5, item ≥ 5".
QString filter(const wb::PreparedInfo& info);
/// "ml-100k", and the filter too where another dataset has the same name.
QString title(const wb::PreparedInfo& info, const std::vector<wb::PreparedInfo>& all);
/// The first 12 digits, as the command line shows it.
QString shortFingerprint(const std::string& fingerprint);
/// A name for a dataset made of a file's or folder's name: letters, digits, "-", "_" and ".".
QString nameFrom(const QStringList& sources);
/// Most of the files in the folder are pictures.
bool isPictureFolder(const QString& path);

}  // namespace datatexts
