// `rerank-workbench`: the window. Layer: app.
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QLocale>
#include <QTranslator>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "common/app_context.h"
#include "common/app_settings.h"
#include "data/data_page.h"
#include "window/main_window.h"

namespace {

/// Qt ends the process with a text about plug-ins when there is no display; this says it in words.
bool hasDisplay(int argc, char** argv) {
    for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        if (const char* value = std::getenv(name); value && *value) return true;
    for (int i = 1; i < argc; ++i)
        if (std::strcmp(argv[i], "-platform") == 0) return true;
    return false;
}

void loadTranslation(QTranslator& translator, const QString& language) {
    const bool system = language == QLatin1String("system");
    const QLocale locale = system ? QLocale::system() : QLocale(language);
    if (!system) QLocale::setDefault(locale);
    if (translator.load(locale, QStringLiteral("workbench"), QStringLiteral("_"), QStringLiteral(":/i18n")))
        QCoreApplication::installTranslator(&translator);
}

}  // namespace

int main(int argc, char** argv) {
    if (!hasDisplay(argc, argv)) {
        std::fprintf(stderr,
                     "There is no display to open a window on.\n"
                     "Neither DISPLAY nor WAYLAND_DISPLAY is set, so this session has no screen.\n"
                     "Start rerank-workbench from a desktop, or use the command line program rerank.\n");
        return 1;
    }
    QApplication app(argc, argv);
    QApplication::setApplicationName(QStringLiteral("Rerank Workbench"));
    QApplication::setApplicationVersion(QStringLiteral(WB_VERSION));
    QCommandLineParser parser;
    parser.setApplicationDescription(
        QCoreApplication::translate("main", "A workbench for two-stage recommendation research."));
    parser.addHelpOption();
    parser.addVersionOption();
    const QCommandLineOption workspace(QStringLiteral("workspace"),
                                       QCoreApplication::translate("main", "The folder with runs and data."),
                                       QStringLiteral("dir"));
    const QCommandLineOption page(QStringLiteral("page"),
                                  QCoreApplication::translate("main", "The page to show first."),
                                  QStringLiteral("name"));
    const QCommandLineOption language(QStringLiteral("language"),
                                      QCoreApplication::translate("main", "Language of the window: en or vi."),
                                      QStringLiteral("code"));
    const QCommandLineOption run(QStringLiteral("run"), QCoreApplication::translate("main", "The run to show first."),
                                 QStringLiteral("id"));
    const QCommandLineOption compare(QStringLiteral("compare"),
                                     QCoreApplication::translate("main", "The runs to compare, for example 1,2."),
                                     QStringLiteral("ids"));
    const QCommandLineOption tab(
        QStringLiteral("tab"),
        QCoreApplication::translate("main", "The part of the Data page to show: overview or items."),
        QStringLiteral("name"));
    parser.addOptions({workspace, page, language, run, compare, tab});
    parser.process(app);

    AppSettings settings;
    QTranslator translator;
    loadTranslation(translator, parser.isSet(language) ? parser.value(language)
                                                       : settings.value(AppSettings::Key::language).toString());
    SystemDialogs dialogs;
    AppContext context;
    std::vector<wb::RunId> interrupted;
    context.dialogs = &dialogs;
    try {
        const auto root = parser.isSet(workspace) ? std::filesystem::path(parser.value(workspace).toStdString())
                                                  : wb::Workspace::default_root();
        context.workspace = wb::Workspace::open(root);
        context.workspaceName =
            QString::fromStdString(std::filesystem::canonical(context.workspace.root).filename().string());
        context.store = std::make_shared<wb::Store>(context.workspace.store_file());
        if (!context.store->read_only()) interrupted = context.store->mark_interrupted();
        context.registry = &wb::builtin_methods();
    } catch (const wb::UserError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        dialogs.inform(nullptr, QCoreApplication::translate("main", "The workspace cannot be opened"),
                       QString::fromStdString(error.what()));
        return 1;
    }
    MainWindow window(&context, &settings, QString::fromStdString(wb::sibling_program("rerank-worker").string()));
    window.offerResume(interrupted);
    if (parser.isSet(page)) window.showPage(parser.value(page));
    if (parser.isSet(tab)) window.dataPage()->showTab(parser.value(tab));
    if (parser.isSet(run)) window.selection()->setCurrentRun(parser.value(run).toLongLong());
    if (parser.isSet(compare)) {
        QList<qint64> runs;
        for (const QString& id : parser.value(compare).split(QLatin1Char(','), Qt::SkipEmptyParts))
            runs << id.toLongLong();
        window.selection()->setComparedRuns(runs);
    }
    window.show();
    return QApplication::exec();
}
