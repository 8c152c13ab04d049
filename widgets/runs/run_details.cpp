// SPDX-License-Identifier: GPL-3.0-or-later
#include "runs/run_details.h"

#include <QClipboard>
#include <QDateTime>
#include <QEvent>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableWidget>
#include <QTextBrowser>
#include <QTextOption>
#include <QToolButton>
#include <QVBoxLayout>
#include <array>
#include <set>

#include "common/background.h"
#include "common/colours.h"
#include "common/run_texts.h"
#include "common/table_tools.h"
#include "experiment/config.h"
#include "runs/run_text.h"

namespace {

QString html(const std::string& text) {
    return QString::fromStdString(text).toHtmlEscaped();
}

QTableWidget* makeTable(const QString& name, const QString& title, const QStringList& columns, QWidget* parent) {
    auto* table = new QTableWidget(0, static_cast<int>(columns.size()), parent);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setHorizontalHeaderLabels(columns);
    table->verticalHeader()->hide();
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setAlternatingRowColors(true);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setFrameShape(QFrame::NoFrame);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_tools::enableCopy(table);
    return table;
}

QString partTitle(const std::string& part) {
    if (part == "val") return RunDetails::tr("validation");
    if (part == "test") return RunDetails::tr("test");
    if (part == "test_stage1_same_users") return RunDetails::tr("by stage 1");
    if (part == "overall") return RunDetails::tr("all users");
    if (part == "popularity") return RunDetails::tr("by popularity");
    return RunDetails::tr("chance");
}

/// One line per metric, one column per part of the result ("stage1/test", "stage2/chance", ...).
QString metricsTable(const std::map<std::string, double>& metrics) {
    static constexpr std::array keys{"recall@1", "recall@5", "recall@10", "recall@20",
                                     "ndcg@5",   "ndcg@10",  "ndcg@20",   "mrr"};
    std::vector<std::string> parts;
    // Where every list holds the true item, those are all users, and the same numbers twice say nothing.
    const auto coverage = metrics.find("stage2/coverage");
    const bool everybody = coverage != metrics.end() && coverage->second >= 1;
    for (const char* stage : {"stage1", "stage2"})
        for (const char* part : {"val", "test", "test_stage1_same_users", "overall", "popularity", "chance"}) {
            const std::string prefix = std::string(stage) + "/" + part;
            if (everybody && prefix == "stage2/overall") continue;
            for (const char* key : keys)
                if (metrics.contains(prefix + "/" + key)) {
                    parts.push_back(prefix);
                    break;
                }
        }
    if (parts.empty()) return {};
    QString text = QStringLiteral("<table cellspacing='0' cellpadding='3'><tr><th align='left'></th>");
    for (const auto& part : parts) {
        const bool first = part.starts_with("stage1");
        text += QStringLiteral("<th align='right'>&nbsp;%1<br>&nbsp;%2</th>")
                    .arg(first ? RunDetails::tr("Stage 1") : RunDetails::tr("Stage 2"), partTitle(part.substr(7)));
    }
    text += QStringLiteral("</tr>");
    for (const char* key : keys) {
        text += QStringLiteral("<tr><td><nobr>%1</nobr></td>").arg(runtexts::metric(QLatin1String(key)));
        for (const auto& part : parts) {
            const auto found = metrics.find(part + "/" + key);
            text += QStringLiteral("<td align='right'>%1</td>")
                        .arg(found == metrics.end() ? QString() : run_text::metric(found->second));
        }
        text += QStringLiteral("</tr>");
    }
    return text + QStringLiteral("</table>");
}

}  // namespace

RunDocument readRunDocument(const std::filesystem::path& storeFile, wb::RunId run) {
    const wb::Store store(storeFile);
    RunDocument document;
    if (auto row = store.find_run(run)) document.run = *row;
    if (document.run.id == 0) return document;
    document.config = store.config_json(run);
    document.result = store.result_json(run);
    document.warnings = store.warnings(run);
    document.logs = store.logs(run, 300);
    document.artifacts = store.artifacts(run);
    return document;
}

RunDetails::RunDetails(const wb::Registry* registry, QWidget* parent)
    : QWidget(parent),
      m_registry(registry),
      m_tabs(new QTabWidget(this)),
      m_summary(new QTextBrowser(this)),
      m_settings(
          makeTable(QStringLiteral("run_settings"), tr("Settings of the run"), {tr("Setting"), tr("Value")}, this)),
      m_files(
          makeTable(QStringLiteral("run_files"), tr("Files of the run"), {tr("Kind"), tr("Size"), tr("File")}, this)),
      m_log(new QPlainTextEdit(this)),
      m_command(new QLineEdit(this)) {
    setObjectName(QStringLiteral("run_details"));
    m_tabs->setObjectName(QStringLiteral("run_details_tabs"));
    m_tabs->setDocumentMode(true);
    m_summary->setObjectName(QStringLiteral("run_summary"));
    m_summary->setAccessibleName(tr("Summary of the run"));
    m_summary->setFrameShape(QFrame::NoFrame);
    m_summary->setOpenLinks(false);
    m_summary->setWordWrapMode(QTextOption::WordWrap);  // a narrow table must not break its words
    m_log->setObjectName(QStringLiteral("run_log"));
    m_log->setAccessibleName(tr("Log of the run"));
    m_log->setReadOnly(true);
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_command->setObjectName(QStringLiteral("run_command"));
    m_command->setReadOnly(true);
    m_command->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_tabs->addTab(m_summary, tr("Summary"));
    m_tabs->addTab(m_settings, tr("Settings"));
    m_tabs->addTab(m_files, tr("Files"));
    m_tabs->addTab(m_log, tr("Log"));

    auto* label = new QLabel(tr("Command line"), this);
    label->setBuddy(m_command);
    auto* copy = new QToolButton(this);
    copy->setObjectName(QStringLiteral("copy_command"));
    copy->setText(tr("Copy"));
    copy->setToolTip(tr("Copy the command that repeats this run"));
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command->text()); });
    auto* row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(m_command, 1);
    row->addWidget(copy);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs, 1);
    layout->addLayout(row);
    fill({});
}

void RunDetails::showRun(const std::filesystem::path& storeFile, qint64 run) {
    const quint64 ticket = ++m_ticket;
    m_run = run;
    if (run == 0) {
        fill({});
        return;
    }
    runInBackground(
        this, [storeFile, run] { return readRunDocument(storeFile, run); },
        [this, ticket](const RunDocument& document) {
            if (ticket == m_ticket) fill(document);
        },
        [this, ticket](const QString& problem) {
            if (ticket == m_ticket) m_summary->setPlainText(problem);
        });
}

QString RunDetails::commandLine(const RunDocument& document, QString* problem) const {
    if (document.config.empty() || !m_registry) return {};
    try {
        const auto config = wb::config_from_json(*m_registry, document.config);
        return QString::fromStdString(wb::command_line_of(*m_registry, wb::request_from_config(config)));
    } catch (const std::exception& error) {
        *problem = QString::fromUtf8(error.what());
        return {};
    }
}

QString RunDetails::summary(const RunDocument& document) const {
    const wb::RunRow& run = document.run;
    if (run.id == 0) return tr("<p>Select a run to see its settings, warnings, files and log.</p>");
    const QLocale locale;
    QString text = QStringLiteral("<h3>%1</h3>").arg(run_text::numberedName(run).toHtmlEscaped());
    const auto line = [&text](const QString& title, const QString& value) {
        if (!value.isEmpty())
            text += QStringLiteral("<tr><td><b>%1</b>&nbsp;&nbsp;</td><td>%2</td></tr>").arg(title, value);
    };
    const QString metrics = metricsTable(run.metrics);
    text += QStringLiteral(
        "<table width='100%' cellspacing='0'><tr><td valign='top'><table cellspacing='0' cellpadding='2'>");
    QString state = run_text::statusWord(run);
    if (run.attempt > 1) state = tr("%1, attempt %2").arg(state).arg(run.attempt);
    line(tr("State"), state);
    line(tr("Task"), html(run.task));
    line(tr("Methods"), run_text::methods(run, m_registry).toHtmlEscaped());
    line(tr("Dataset"), html(run.dataset));
    line(tr("Fingerprint"), QStringLiteral("<code>%1</code>").arg(html(run.dataset_fingerprint.substr(0, 16))));
    line(tr("Seed"), QString::number(run.seed));
    line(tr("Created"), run_text::dateTime(run.created_at));
    line(tr("Worked for"), run_text::duration(run.seconds).toHtmlEscaped());
    line(tr("Note"), html(run.note));
    text += QStringLiteral("</table></td><td valign='top'>") + metrics + QStringLiteral("</td></tr></table>");
    if (!run.error_what.empty())
        text += QStringLiteral("<p><font color='%1'><b>✗ %2</b></font> %3 %4</p>")
                    .arg(colours::error(palette()).name(), html(run.error_what), html(run.error_why),
                         html(run.error_fix));
    if (run.untrained)
        text +=
            QStringLiteral("<p><b>%1</b> %2</p>")
                .arg(tr("Not trained."),
                     tr("At least one stage did not train or fell back to uniform scores, so this run is kept out of "
                        "rankings and significance."));
    if (!document.warnings.empty()) {
        text += QStringLiteral("<p><b>%1</b></p><ul>").arg(tr("Warnings"));
        for (const auto& warning : document.warnings) {
            QString entry = html(warning.text);
            if (warning.count > 1) entry = tr("%1 (%2 times)").arg(entry).arg(warning.count);
            text += QStringLiteral("<li><code>%1</code> %2</li>").arg(html(warning.code), entry);
        }
        text += QStringLiteral("</ul>");
    }

    // Lists with the true item put in cover everybody, which says nothing.
    const auto coverage = run.metrics.find("stage2/coverage");
    if (coverage != run.metrics.end() && coverage->second < 1)
        text += QStringLiteral("<p>%1</p>")
                    .arg(tr("Retrieval delivered the true item for %1 % of the users: the ceiling of Recall.")
                             .arg(locale.toString(coverage->second * 100, 'f', 1)));
    return text;
}

void RunDetails::fill(const RunDocument& document) {
    m_document = document;
    m_summary->setHtml(summary(document));
    QString problem;
    m_command->setText(commandLine(document, &problem));
    m_command->setPlaceholderText(problem);
    m_command->setCursorPosition(0);

    m_settings->setRowCount(0);
    if (!document.config.empty() && m_registry) {
        try {
            const auto settings = wb::flat_settings(wb::config_from_json(*m_registry, document.config));
            m_settings->setRowCount(static_cast<int>(settings.size()));
            int row = 0;
            for (const auto& [key, value] : settings) {
                m_settings->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(key)));
                m_settings->setItem(row, 1, new QTableWidgetItem(QString::fromStdString(value)));
                ++row;
            }
            m_settings->resizeColumnToContents(0);
        } catch (const std::exception& error) {
            m_settings->setRowCount(1);
            m_settings->setItem(0, 0, new QTableWidgetItem(tr("not readable")));
            m_settings->setItem(0, 1, new QTableWidgetItem(QString::fromUtf8(error.what())));
        }
    }
    m_files->setRowCount(static_cast<int>(document.artifacts.size()));
    for (int row = 0; row < m_files->rowCount(); ++row) {
        const auto& artifact = document.artifacts[static_cast<std::size_t>(row)];
        m_files->setItem(row, 0, new QTableWidgetItem(QString::fromStdString(artifact.kind)));
        m_files->setItem(row, 1, new QTableWidgetItem(QLocale().formattedDataSize(artifact.bytes)));
        m_files->setItem(row, 2, new QTableWidgetItem(QString::fromStdString(artifact.path)));
    }
    m_files->resizeColumnsToContents();
    QStringList lines;
    for (const auto& log : document.logs) {
        const QString time =
            QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(log.time * 1000)).toString(QStringLiteral("HH:mm:ss"));
        const QString level = log.level == wb::LogLevel::error     ? tr("error")
                              : log.level == wb::LogLevel::warning ? tr("warning")
                                                                   : tr("info");
        lines << QStringLiteral("%1  %2  %3  %4")
                     .arg(time, level, QString::fromStdString(log.code), QString::fromStdString(log.text));
    }
    m_log->setPlainText(lines.join(QLatin1Char('\n')));
    m_log->verticalScrollBar()->setValue(m_log->verticalScrollBar()->maximum());
}

void RunDetails::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) m_summary->setHtml(summary(m_document));
    QWidget::changeEvent(event);
}
