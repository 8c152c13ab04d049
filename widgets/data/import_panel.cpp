// Import on the Data page: what it does. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/import_panel.h"

#include <QDir>
#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QTableView>

#include "common/background.h"
#include "common/message_bar.h"
#include "common/run_texts.h"
#include "common/table_tools.h"
#include "data/column_choice.h"
#include "data/data_texts.h"
#include "data/import_settings.h"
#include "data/preview_model.h"
#include "data/steps_model.h"

namespace {

/// A preview, or the words of why there is none: errors of the files are shown, not thrown, in the window.
struct PreviewAnswer {
    std::optional<wb::SourcePreview> preview;
    QString what, why, fix;
};

PreviewAnswer readPreview(const wb::ImportRequest& request) {
    PreviewAnswer answer;
    try {
        answer.preview = wb::preview_source(request);
    } catch (const wb::UserError& error) {
        answer.what = QString::fromStdString(error.what_happened());
        answer.why = QString::fromStdString(error.why());
        answer.fix = QString::fromStdString(error.fix());
    }
    return answer;
}

constexpr std::size_t problemsShown = 5;

}  // namespace

ImportPanel::ImportPanel(AppContext* context, QWidget* parent) : QWidget(parent), m_context(context) {
    makeLayout();
    m_again.setSingleShot(true);
    m_again.setInterval(0);
    connect(&m_again, &QTimer::timeout, this, &ImportPanel::startPreview);
    connect(m_folder, &QPushButton::clicked, this, &ImportPanel::chooseFolder);
    connect(m_files, &QPushButton::clicked, this, &ImportPanel::chooseFiles);
    connect(m_columns, &ColumnChoice::edited, &m_again, qOverload<>(&QTimer::start));
    connect(m_prepare, &QPushButton::clicked, this, &ImportPanel::prepare);
    connect(m_stop, &QPushButton::clicked, this, &ImportPanel::stop);
    connect(&m_job, &PrepareJob::progress, this, &ImportPanel::showProgress);
    connect(&m_job, &PrepareJob::stepCounted, this, [this](const wb::StepCount& step) {
        m_steps->add(step);
        table_tools::fitColumns(m_stepsTable);
        m_stepsTable->scrollToBottom();
    });
    connect(&m_job, &PrepareJob::finished, this, [this](const wb::PrepareResult& result) {
        // What was chosen is done with, unless it was the sample that was made beside it.
        if (result.info.name != "sample") {
            m_sources.clear();
            m_preview.reset();
            ++m_ticket;
        }
        updateState();
        Q_EMIT prepared(result.info, result.reused);
    });
    connect(&m_job, &PrepareJob::failed, this,
            [this](const QString& what, const QString& why, const QString& fix, PrepareJob::Fault fault) {
                updateState();
                if (fault == PrepareJob::Fault::nameTaken) {
                    m_message->showError(what, why, tr("Give the new one another name, or replace the old one."));
                    m_message->setAction(tr("Replace it"), [this] {
                        auto again = m_request;
                        again.replace = true;
                        start(again, m_candidates);
                    });
                    return;
                }
                m_message->showError(what, why, fix);
                if (fault != PrepareJob::Fault::badLine) return;
                m_message->setAction(tr("Skip bad lines and go on"), [this] {
                    m_skipBad->setChecked(true);
                    prepare();
                });
            });
    connect(&m_job, &PrepareJob::stopped, this, [this] {
        updateState();
        m_message->showMessage(MessageBar::Kind::info, tr("Stopped. Nothing was changed."), {});
    });
    updateState();
}

QString ImportPanel::title() const {
    if (isBusy()) return m_startedName;
    const QStringList names = m_sources;
    return datatexts::nameFrom(names);
}

void ImportPanel::chooseFolder() {
    const QString path = m_context->dialogs->pickFolder(this, tr("Folder with the raw data"));
    if (!path.isEmpty()) take({path});
}

void ImportPanel::chooseFiles() {
    const QStringList paths = m_context->dialogs->pickFiles(this, tr("Raw data files"));
    if (!paths.isEmpty()) take(paths);
}

void ImportPanel::take(const QStringList& paths) {
    if (isBusy()) {
        m_message->showMessage(MessageBar::Kind::info, tr("An import is running."),
                               tr("Wait for its end, or stop it, and drop the files again."));
        return;
    }
    m_message->clear();
    QStringList sources;
    for (const QString& path : paths) {
        if (datatexts::isPictureFolder(path))
            m_settings->setPictureFolder(path);
        else
            sources << path;
    }
    if (sources.isEmpty()) {
        if (m_sources.isEmpty())
            m_message->showMessage(MessageBar::Kind::info, tr("The pictures are noted."),
                                   tr("Now drop or choose the folder or the files with the interactions."));
        Q_EMIT changed();
        return;
    }
    m_sources = sources;
    m_columns->reset();
    m_stopAtBad->setChecked(true);
    m_steps->setSteps({});
    m_settings->setSuggestedName(datatexts::nameFrom(sources));
    startPreview();
}

wb::ImportRequest ImportPanel::request() const {
    wb::ImportRequest request;
    for (const QString& path : m_sources) request.raw.emplace_back(path.toStdString());
    m_settings->writeTo(request);
    request.columns = m_columns->mapping();
    request.skip_bad_lines = m_skipBad->isChecked();
    request.replace = false;
    return request;
}

void ImportPanel::startPreview() {
    const quint64 ticket = ++m_ticket;
    m_previewing = true;
    m_message->clear();  // not when the answer is there: an import may have been stopped meanwhile, and said so
    updateState();
    runInBackground(
        this, [request = request()] { return readPreview(request); },
        [this, ticket](const PreviewAnswer& answer) {
            if (ticket != m_ticket) return;
            m_previewing = false;
            if (answer.preview) {
                showPreview(*answer.preview);
            } else {
                // A menu that was set wrongly keeps the rows in view; other files begin anew.
                const bool mapped = m_preview.has_value() && !m_columns->mapping().user.empty();
                if (!mapped) {
                    m_preview.reset();
                    m_rows->setPreview({});
                }
                m_message->showError(answer.what, answer.why, answer.fix);
            }
            updateState();
        },
        [this, ticket](const QString& text) {
            if (ticket != m_ticket) return;
            m_previewing = false;
            m_message->showError(tr("The files cannot be looked at."), text, {});
            updateState();
        });
}

void ImportPanel::showPreview(const wb::SourcePreview& preview) {
    m_preview = preview;
    m_rows->setPreview(preview);
    m_columns->setPreview(preview);
    table_tools::fitColumns(m_table, fontMetrics().averageCharWidth() * 34);
    showProblems();
}

void ImportPanel::showProblems() {
    QStringList lines;
    if (m_preview) {
        for (std::size_t i = 0; i < std::min(m_preview->problems.size(), problemsShown); ++i) {
            const auto& problem = m_preview->problems[i];
            lines << tr("\u26a0 %1, line %2: %3")
                         .arg(QString::fromStdString(problem.file), QLocale().toString(qlonglong(problem.line)),
                              QString::fromStdString(problem.reason));
        }
        const auto more = static_cast<int>(m_preview->problems.size() - static_cast<std::size_t>(lines.size()));
        if (more > 0) lines << tr("and %n more among the first rows", nullptr, more);
    }
    m_problems->setText(lines.join(QLatin1Char('\n')));
    m_problems->setVisible(!lines.isEmpty());
}

void ImportPanel::prepare() {
    if (isBusy()) return;
    m_message->clear();
    if (m_sources.isEmpty()) {
        m_message->showMessage(MessageBar::Kind::warning, tr("There is nothing to prepare yet."),
                               tr("Choose the folder or the files that hold the interactions, or drop them here."));
        return;
    }
    const auto format = m_preview ? m_preview->source_format : wb::SourceFormat::table;
    const bool ready =
        format == wb::SourceFormat::sequences || format == wb::SourceFormat::pairs || format == wb::SourceFormat::p5;
    if (!m_settings->check(ready)) return;
    start(request(), m_settings->candidates());
}

void ImportPanel::prepareSample() {
    if (isBusy()) return;
    m_message->clear();
    wb::ImportRequest request;
    request.dataset_code = "sample";
    wb::CandidateSettings none;
    none.n = 0;
    start(request, none);
}

void ImportPanel::start(const wb::ImportRequest& request, const wb::CandidateSettings& candidates) {
    m_request = request;
    m_candidates = candidates;
    m_startedName = QString::fromStdString(request.dataset_code);
    m_steps->setSteps({});
    m_phase.clear();
    m_phaseText->setText(tr("Starting..."));
    m_timeLeft->clear();
    m_bar->setRange(0, 0);
    m_job.start(request, m_context->workspace.data(), candidates);
    updateState();
}

void ImportPanel::stop() {
    if (!isBusy()) return;
    m_phaseText->setText(tr("Stopping..."));
    m_stop->setEnabled(false);
    m_job.stop();
}

void ImportPanel::showProgress(const QString& phase, double share) {
    if (!m_stop->isEnabled()) return;  // "Stopping..." stays
    if (phase != m_phase) {
        m_phase = phase;
        m_phaseClock.start();
        m_phaseText->setText(datatexts::phase(phase));
    }
    m_bar->setRange(0, share < 0 ? 0 : 1000);
    if (share >= 0) m_bar->setValue(static_cast<int>(share * 1000));
    const double seconds = static_cast<double>(m_phaseClock.elapsed()) / 1000.0;
    const bool known = share > 0.02 && seconds > 1;
    const double left = known ? seconds * (1 - share) / share : 0;
    m_timeLeft->setText(left >= 5 ? runtexts::timeLeft(left) : QString());
}

void ImportPanel::updateState() {
    const bool busy = isBusy(), chosen = !m_sources.isEmpty();
    QStringList shown;
    for (const QString& path : m_sources) shown << QDir::toNativeSeparators(path);
    m_sourceText->setText(chosen ? shown.join(QLatin1Char('\n'))
                                 : tr("Drop a folder or files here, or choose them."));
    QStringList notes;
    QString format;
    if (m_previewing && !m_preview) format = tr("Looking at the files...");
    if (m_preview) {
        format = tr("Recognised as: %1").arg(QString::fromStdString(m_preview->format));
        for (const auto& note : m_preview->notes) notes << QString::fromStdString(note);
    }
    m_format->setText(format);
    m_format->setVisible(!format.isEmpty());
    m_notes->setText(notes.join(QLatin1Char('\n')));
    m_notes->setVisible(!notes.isEmpty());
    const QString question = m_preview ? QString::fromStdString(m_preview->question) : QString();
    m_rowsText->setText(question.isEmpty() ? QString() : QString(QStringLiteral("\u26a0 ") % question));
    m_rowsText->setVisible(!question.isEmpty());
    if (!m_preview) m_rows->setPreview({});
    m_columns->setVisible(m_preview && m_preview->columns_can_change);
    m_rowsCard->setVisible(m_preview.has_value());
    m_table->setEnabled(m_preview.has_value());
    showProblems();
    for (QWidget* input :
         {static_cast<QWidget*>(m_settings), static_cast<QWidget*>(m_columns), static_cast<QWidget*>(m_problemBox),
          static_cast<QWidget*>(m_folder), static_cast<QWidget*>(m_files)})
        input->setEnabled(!busy);
    m_prepare->setEnabled(!busy && chosen && question.isEmpty());
    m_prepare->setVisible(!busy);
    m_stop->setVisible(busy);
    m_stop->setEnabled(busy);
    m_bar->setVisible(busy);
    m_phaseText->setVisible(busy);
    m_timeLeft->setVisible(busy);
    m_stepsTable->setVisible(busy || m_steps->rowCount() > 0);
    Q_EMIT changed();
}
