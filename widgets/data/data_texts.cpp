// Words of the Data page for what core calls by identifiers. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/data_texts.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFileInfo>
#include <QHash>
#include <algorithm>

namespace datatexts {

namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("DataTexts", text);
}

}  // namespace

QString step(const std::string& step) {
    static const QHash<QString, const char*> words{
        {QStringLiteral("read"), QT_TRANSLATE_NOOP("DataTexts", "As read")},
        {QStringLiteral("min_rating"), QT_TRANSLATE_NOOP("DataTexts", "Lowest rating")},
        {QStringLiteral("title"), QT_TRANSLATE_NOOP("DataTexts", "Only items with a title")},
        {QStringLiteral("image"), QT_TRANSLATE_NOOP("DataTexts", "Only items with a picture")},
        {QStringLiteral("core filter"), QT_TRANSLATE_NOOP("DataTexts", "Enough per user and per item")}};
    const QString key = QString::fromStdString(step);
    const auto found = words.constFind(key);
    return found == words.constEnd() ? key : translated(*found);
}

QString phase(const QString& phase) {
    static const QHash<QString, const char*> words{
        {QStringLiteral("recognise"), QT_TRANSLATE_NOOP("DataTexts", "Looking at the files...")},
        {QStringLiteral("read"), QT_TRANSLATE_NOOP("DataTexts", "Reading the interactions...")},
        {QStringLiteral("items"), QT_TRANSLATE_NOOP("DataTexts", "Reading the items...")},
        {QStringLiteral("filter"), QT_TRANSLATE_NOOP("DataTexts", "Filtering...")},
        {QStringLiteral("split"), QT_TRANSLATE_NOOP("DataTexts", "Splitting...")},
        {QStringLiteral("check"), QT_TRANSLATE_NOOP("DataTexts", "Checking the data...")},
        {QStringLiteral("download"), QT_TRANSLATE_NOOP("DataTexts", "Downloading pictures...")},
        {QStringLiteral("pictures"), QT_TRANSLATE_NOOP("DataTexts", "Reading pictures...")},
        {QStringLiteral("import"), QT_TRANSLATE_NOOP("DataTexts", "Importing...")},
        {QStringLiteral("sample"), QT_TRANSLATE_NOOP("DataTexts", "Making the sample...")},
        {QStringLiteral("write"), QT_TRANSLATE_NOOP("DataTexts", "Writing the dataset...")},
        {QStringLiteral("candidates"), QT_TRANSLATE_NOOP("DataTexts", "Drawing candidate lists...")},
        {QStringLiteral("prepare"), QT_TRANSLATE_NOOP("DataTexts", "Finishing...")}};
    const auto found = words.constFind(phase);
    return found == words.constEnd() ? phase : translated(*found);
}

QString filter(const wb::PreparedInfo& info) {
    if (info.ready_split) return QCoreApplication::translate("DataTexts", "ready split, not filtered");
    const QString bounds =
        QCoreApplication::translate("DataTexts", "rating \u2265 %1, user \u2265 %2, item \u2265 %3")
            .arg(info.filter.min_rating)
            .arg(info.filter.min_uc)
            .arg(info.filter.min_sc);
    if (info.filter.split == wb::SplitRule::leave_one_out) return bounds;
    return QCoreApplication::translate("DataTexts", "%1, random split", "bounds of a filter").arg(bounds);
}

QString title(const wb::PreparedInfo& info, const std::vector<wb::PreparedInfo>& all) {
    const QString name = QString::fromStdString(info.name);
    const auto same =
        std::count_if(all.begin(), all.end(), [&](const auto& other) { return other.name == info.name; });
    if (same < 2) return name;
    return QCoreApplication::translate("DataTexts", "%1 (%2)", "name of a dataset, its filter")
        .arg(name, filter(info));
}

QString shortFingerprint(const std::string& fingerprint) {
    return QString::fromStdString(fingerprint.substr(0, 12));
}

QString nameFrom(const QStringList& sources) {
    if (sources.isEmpty()) return {};
    const QFileInfo first(sources.first());
    const QString raw = first.isDir() ? QDir(first.absoluteFilePath()).dirName() : first.baseName();
    QString name;
    for (const QChar c : raw.normalized(QString::NormalizationForm_KD)) {
        if (c.category() == QChar::Mark_NonSpacing) continue;
        const bool plain = c.unicode() < 0x80 && (c.isLetterOrNumber() || c == u'-' || c == u'_' || c == u'.');
        name += plain ? c : QChar(u'-');
    }
    while (name.startsWith(u'.') || name.startsWith(u'-')) name.remove(0, 1);
    if (name.isEmpty()) return QStringLiteral("dataset");
    // The name of the built-in catalogue is taken.
    return name == QLatin1String("sample") ? QStringLiteral("sample-files") : name.left(100);
}

bool isPictureFolder(const QString& path) {
    static const QStringList endings{QStringLiteral("jpg"), QStringLiteral("jpeg"), QStringLiteral("png"),
                                     QStringLiteral("webp"), QStringLiteral("gif")};
    if (!QFileInfo(path).isDir()) return false;
    int pictures = 0, files = 0;
    QDirIterator it(path, QDir::Files);
    while (it.hasNext() && files < 200) {
        ++files;
        pictures += endings.contains(QFileInfo(it.next()).suffix().toLower());
    }
    return files > 0 && pictures * 10 >= files * 8;
}

}  // namespace datatexts
