// The Vietnamese texts are complete and keep what programs read in them. SPDX-License-Identifier: GPL-3.0-or-later
#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStringList>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <vector>

namespace {

struct Entry {
    QString context;
    QString source;
    QString comment;
    QString type;
    QStringList translations;
    bool plural = false;
};

const QString& sourceDir() {
    static const QString dir = QStringLiteral(WB_SOURCE_DIR);
    return dir;
}

QString committedFile() {
    return sourceDir() + QStringLiteral("/translations/workbench_vi.ts");
}

/// Empty when the file cannot be read.
std::vector<Entry> readEntries(const QString& path) {
    std::vector<Entry> entries;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) return entries;
    QXmlStreamReader xml(&file);
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) continue;
        const QString name = xml.name().toString();
        if (name == QLatin1String("name")) {
            context = xml.readElementText();
        } else if (name == QLatin1String("message")) {
            Entry entry;
            entry.context = context;
            entry.plural = xml.attributes().value(QLatin1String("numerus")) == QLatin1String("yes");
            entries.push_back(entry);
        } else if (entries.empty()) {
            continue;
        } else if (name == QLatin1String("source")) {
            entries.back().source = xml.readElementText();
        } else if (name == QLatin1String("comment")) {
            entries.back().comment = xml.readElementText();
        } else if (name == QLatin1String("translation")) {
            entries.back().type = xml.attributes().value(QLatin1String("type")).toString();
            if (!entries.back().plural) entries.back().translations << xml.readElementText();
        } else if (name == QLatin1String("numerusform")) {
            entries.back().translations << xml.readElementText();
        }
    }
    if (xml.hasError()) entries.clear();
    return entries;
}

QString named(const Entry& entry) {
    return QStringLiteral("%1: \"%2\"").arg(entry.context, entry.source);
}

QStringList placeholders(const QString& text) {
    static const QRegularExpression pattern(QStringLiteral("%(?:n|L?[0-9]+)"));
    QStringList found;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext()) found << matches.next().captured(0);
    found.sort();
    return found;
}

qsizetype mnemonics(const QString& text) {
    static const QRegularExpression pattern(QStringLiteral("&(?=[^\\s&])"));
    return text.count(pattern);
}

/// What the build's own target update_translations reads.
QStringList textSources() {
    QStringList files;
    const auto collect = [&files](const QString& folder, const QStringList& patterns) {
        QDirIterator it(sourceDir() + QLatin1Char('/') + folder, patterns, QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) files << it.next();
    };
    const QStringList both{QStringLiteral("*.cpp"), QStringLiteral("*.h")};
    collect(QStringLiteral("widgets"), both);
    collect(QStringLiteral("app/gui"), both);
    collect(QStringLiteral("core/experiment"), {QStringLiteral("*.cpp")});
    collect(QStringLiteral("core/dataset"), {QStringLiteral("*.cpp")});
    files.sort();
    return files;
}

QString lupdateProgram() {
    for (const QString& folder :
         {QLibraryInfo::path(QLibraryInfo::BinariesPath), QStringLiteral("/usr/lib/qt6/bin")}) {
        const QString program = folder + QStringLiteral("/lupdate");
        if (QFileInfo(program).isExecutable()) return program;
    }
    return {};
}

}  // namespace

class TestTranslations : public QObject {
    Q_OBJECT

  private Q_SLOTS:
    void initTestCase();
    void everyTextIsTranslated();
    void placeholdersAreKept();
    void mnemonicsAreKept();
    void everyTextOfTheSourcesIsInTheFile();

  private:
    std::vector<Entry> m_entries;
};

void TestTranslations::initTestCase() {
    m_entries = readEntries(committedFile());
    QVERIFY2(!m_entries.empty(), qPrintable(committedFile()));
}

void TestTranslations::everyTextIsTranslated() {
    QStringList problems;
    for (const Entry& entry : m_entries) {
        bool empty = entry.translations.isEmpty();
        for (const QString& text : entry.translations) empty = empty || text.isEmpty();
        if (!entry.type.isEmpty())
            problems << named(entry) + QStringLiteral(" is ") + entry.type;
        else if (empty)
            problems << named(entry) + QStringLiteral(" has no translation");
    }
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(QLatin1Char('\n'))));
}

void TestTranslations::placeholdersAreKept() {
    QStringList problems;
    for (const Entry& entry : m_entries)
        for (const QString& text : entry.translations)
            if (placeholders(text) != placeholders(entry.source))
                problems << named(entry) + QStringLiteral(" became \"") + text + QLatin1Char('"');
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(QLatin1Char('\n'))));
}

void TestTranslations::mnemonicsAreKept() {
    QStringList problems;
    for (const Entry& entry : m_entries)
        for (const QString& text : entry.translations)
            if (mnemonics(text) != mnemonics(entry.source))
                problems << named(entry) + QStringLiteral(" became \"") + text + QLatin1Char('"');
    QVERIFY2(problems.isEmpty(), qPrintable(problems.join(QLatin1Char('\n'))));
}

void TestTranslations::everyTextOfTheSourcesIsInTheFile() {
    const QString lupdate = lupdateProgram();
    QVERIFY2(!lupdate.isEmpty(), "lupdate of Qt 6 was not found; it belongs to the tools that the build needs.");
    QTemporaryDir dir;
    QVERIFY(dir.isValid());
    const QString copy = dir.filePath(QStringLiteral("workbench_vi.ts"));
    QVERIFY(QFile::copy(committedFile(), copy));
    QVERIFY(QFile::setPermissions(copy, QFile::ReadOwner | QFile::WriteOwner));
    QStringList arguments = textSources();
    QVERIFY(!arguments.isEmpty());
    arguments << QStringLiteral("-I") << QStringLiteral("core") << QStringLiteral("-ts") << copy
              << QStringLiteral("-no-obsolete") << QStringLiteral("-locations") << QStringLiteral("none")
              << QStringLiteral("-tr-function-alias") << QStringLiteral("QT_TRANSLATE_NOOP+=WB_TR_NOOP");
    QProcess process;
    process.setWorkingDirectory(sourceDir());
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(lupdate, arguments);
    QVERIFY2(process.waitForFinished(120000), qPrintable(process.errorString()));
    QVERIFY2(process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0, process.readAll().constData());

    const auto keys = [](const std::vector<Entry>& entries) {
        QSet<QString> set;
        for (const Entry& entry : entries)
            set.insert(entry.comment.isEmpty() ? named(entry)
                                               : named(entry) + QStringLiteral(" (%1)").arg(entry.comment));
        return set;
    };
    const std::vector<Entry> now = readEntries(copy);
    QVERIFY(!now.empty());
    const QSet<QString> committed = keys(m_entries), found = keys(now);
    QStringList problems;
    for (const QString& key : found)
        if (!committed.contains(key)) problems << QStringLiteral("not in the file: ") + key;
    for (const QString& key : committed)
        if (!found.contains(key)) problems << QStringLiteral("no longer in the sources: ") + key;
    problems.sort();
    QVERIFY2(problems.isEmpty(),
             qPrintable(problems.join(QLatin1Char('\n')) +
                        QStringLiteral("\nBuild the target update_translations and translate the new texts.")));
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
