// "Import my data". Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/import_dialog.h"

#include <QCheckBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/colours.h"
#include "common/message_bar.h"
#include "experiment/config.h"
#include "experiment/dataset_choice.h"
#include "form/filter_values.h"
#include "form/param_form.h"

namespace {

std::filesystem::path toPath(const QString& text) {
    return std::filesystem::path(text.toStdString());
}

}  // namespace

ImportDialog::ImportDialog(AppContext* context, QWidget* parent) : QDialog(parent), m_context(context) {
    setWindowTitle(tr("Import my data"));
    setObjectName(QStringLiteral("import_dialog"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(16, 14, 16, 14);
    column->setSpacing(10);
    m_message = new MessageBar(this);
    column->addWidget(m_message);

    m_inputs = new QWidget(this);
    auto* form = new QFormLayout(m_inputs);
    form->setContentsMargins(0, 0, 0, 0);
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(8);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_sourceText = new QLabel(tr("nothing chosen"), m_inputs);
    m_sourceText->setWordWrap(true);
    auto* folder = new QPushButton(tr("Choose folder..."), m_inputs);
    folder->setObjectName(QStringLiteral("import_folder"));
    auto* files = new QPushButton(tr("Choose files..."), m_inputs);
    files->setObjectName(QStringLiteral("import_files"));
    auto* sources = new QHBoxLayout;
    sources->setSpacing(8);
    sources->addWidget(folder);
    sources->addWidget(files);
    sources->addStretch(1);
    auto* sourceColumn = new QVBoxLayout;
    sourceColumn->addLayout(sources);
    sourceColumn->addWidget(m_sourceText);
    m_problem = new QLabel(m_inputs);
    m_problem->setObjectName(QStringLiteral("import_problem"));
    m_problem->setWordWrap(true);
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, colours::error(alarm));
    m_problem->setPalette(alarm);
    m_problem->hide();
    sourceColumn->addWidget(m_problem);
    form->addRow(tr("Data"), sourceColumn);
    m_name = new QLineEdit(m_inputs);
    m_name->setObjectName(QStringLiteral("import_name"));
    m_name->setPlaceholderText(tr("recognised from the files, or a name of your own"));
    form->addRow(tr("Name"), m_name);
    m_images = new QLineEdit(m_inputs);
    m_images->setObjectName(QStringLiteral("import_images"));
    m_images->setPlaceholderText(tr("optional: holds <item id>.jpg or .png"));
    auto* pickImages = new QPushButton(tr("Choose..."), m_inputs);
    pickImages->setObjectName(QStringLiteral("import_pick_images"));
    auto* images = new QHBoxLayout;
    images->setSpacing(8);
    images->addWidget(m_images, 1);
    images->addWidget(pickImages);
    form->addRow(tr("Picture folder"), images);
    m_skipBad = new QCheckBox(tr("Count lines that cannot be read and go on"), m_inputs);
    m_skipBad->setObjectName(QStringLiteral("import_skip_bad"));
    form->addRow(QString(), m_skipBad);
    m_filter = new ParamForm(QStringLiteral("import"), m_inputs);
    m_filter->setParams(wb::data_params(), {QStringLiteral("dataset_code")});
    form->addRow(m_filter);
    column->addWidget(m_inputs);

    m_phase = new QLabel(this);
    m_bar = new QProgressBar(this);
    m_bar->setObjectName(QStringLiteral("import_progress"));
    m_bar->setTextVisible(false);
    column->addWidget(m_phase);
    column->addWidget(m_bar);
    m_report = new QPlainTextEdit(this);
    m_report->setObjectName(QStringLiteral("import_report"));
    m_report->setAccessibleName(tr("What was imported"));
    m_report->setReadOnly(true);
    m_report->setMinimumHeight(fontMetrics().height() * 9);
    m_report->hide();
    column->addWidget(m_report, 1);

    m_import = new QPushButton(tr("Import"), this);
    m_import->setObjectName(QStringLiteral("import_start"));
    m_import->setDefault(true);
    m_stop = new QPushButton(tr("Stop"), this);
    m_stop->setObjectName(QStringLiteral("import_stop"));
    m_use = new QPushButton(tr("Use this dataset"), this);
    m_use->setObjectName(QStringLiteral("import_use"));
    m_use->hide();
    m_close = new QPushButton(tr("Close"), this);
    m_close->setObjectName(QStringLiteral("import_close"));
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch(1);
    for (QPushButton* button : {m_close, m_stop, m_import, m_use}) buttons->addWidget(button);
    column->addLayout(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 90);

    connect(folder, &QPushButton::clicked, this, [this] {
        const QString path = m_context->dialogs->pickFolder(this, tr("Folder with the raw data"));
        if (!path.isEmpty()) setSources({path});
    });
    connect(files, &QPushButton::clicked, this, [this] {
        const QStringList paths = m_context->dialogs->pickFiles(this, tr("Raw data files"));
        if (!paths.isEmpty()) setSources(paths);
    });
    connect(pickImages, &QPushButton::clicked, this, [this] {
        const QString path = m_context->dialogs->pickFolder(this, tr("Folder with the pictures"));
        if (!path.isEmpty()) m_images->setText(path);
    });
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::startImport);
    connect(m_stop, &QPushButton::clicked, this, [this] {
        m_phase->setText(tr("Stopping..."));
        m_job.stop();
    });
    connect(m_close, &QPushButton::clicked, this, &ImportDialog::reject);
    connect(m_use, &QPushButton::clicked, this, &ImportDialog::accept);
    connect(&m_job, &PrepareJob::progress, this, [this](const QString& phase, double share) {
        m_phase->setText(phase);
        m_bar->setRange(0, share < 0 ? 0 : 1000);
        if (share >= 0) m_bar->setValue(static_cast<int>(share * 1000));
    });
    connect(&m_job, &PrepareJob::finished, this, [this](const wb::PrepareResult& result) {
        setBusy(false);
        showReport(result);
    });
    connect(&m_job, &PrepareJob::failed, this, [this](const QString& what, const QString& why, const QString& fix) {
        setBusy(false);
        m_message->showError(what, why, fix);
    });
    connect(&m_job, &PrepareJob::stopped, this, [this] {
        setBusy(false);
        m_message->showMessage(MessageBar::Kind::info, tr("Stopped. Nothing was changed."), {});
        if (m_closeWhenStopped) QDialog::reject();
    });
    setBusy(false);
}

void ImportDialog::setSources(const QStringList& paths) {
    m_sources = paths;
    m_problem->hide();
    QStringList shown;
    for (const QString& path : paths) shown << QDir::toNativeSeparators(path);
    m_sourceText->setText(shown.join(QLatin1Char('\n')));
}

wb::ImportRequest ImportDialog::request() {
    wb::ImportRequest request;
    for (const QString& path : m_sources) request.raw.push_back(toPath(path));
    QString name = m_name->text().trimmed();
    if (name.isEmpty() && !m_sources.isEmpty()) {
        const QFileInfo first(m_sources.first());
        name = first.isDir() ? QDir(first.absoluteFilePath()).dirName() : first.completeBaseName();
    }
    request.dataset_code = name.toStdString();
    request.filter = filterFrom(m_filter->values());
    request.skip_bad_lines = m_skipBad->isChecked();
    if (!m_images->text().trimmed().isEmpty()) request.image_folder = toPath(m_images->text().trimmed());
    return request;
}

void ImportDialog::startImport() {
    m_message->clear();
    if (m_sources.isEmpty()) {
        m_problem->setText(tr("\u26a0 Choose the folder or the files that hold the interactions."));
        m_problem->show();
        return;
    }
    std::vector<wb::Problem> problems;
    for (const auto& [key, text] : m_filter->values()) {
        for (const auto& spec : wb::data_params()) {
            wb::Problem problem;
            if (spec.key != key || wb::parse_value(spec, text, problem)) continue;
            problem.key = "import." + key;
            problems.push_back(problem);
        }
    }
    if (m_filter->showProblems(problems) > 0) return;
    m_report->hide();
    m_use->hide();
    setBusy(true);
    // No candidate lists yet: a run draws those it needs, and a small catalogue has no room for the default length.
    m_job.start(request(), m_context->workspace.data(), 0, 42);
}

void ImportDialog::setBusy(bool busy) {
    m_inputs->setEnabled(!busy);
    m_import->setEnabled(!busy);
    m_stop->setVisible(busy);
    m_bar->setVisible(busy);
    m_phase->setVisible(busy);
    m_bar->setRange(0, 0);
    m_phase->setText(tr("Reading..."));
}

void ImportDialog::showReport(const wb::PrepareResult& result) {
    m_prepared = result.info;
    const QLocale locale;
    const auto number = [&](std::int64_t value) { return locale.toString(qlonglong(value)); };
    const auto& report = result.report;
    QStringList lines;
    lines << tr("%1: %2 users, %3 items, %4 interactions.")
                 .arg(QString::fromStdString(result.info.name), number(result.info.users), number(result.info.items),
                      number(result.info.interactions));
    if (result.reused) lines << tr("It was there already with the same content.");
    lines << tr("Format: %1.").arg(QString::fromStdString(report.format));
    lines << tr("%1 lines read, %2 refused.").arg(number(report.lines_read), number(report.lines_refused));
    for (const auto& line : report.first_refused)
        lines << tr("  %1, line %2: %3")
                     .arg(QString::fromStdString(line.file), number(line.line), QString::fromStdString(line.reason));
    for (const auto& step : report.steps)
        lines << tr("  after \u201c%1\u201d: %2 users, %3 items, %4 interactions")
                     .arg(QString::fromStdString(step.step), number(step.users), number(step.items),
                          number(step.interactions));
    if (report.users_tied_at_split > 0)
        lines << tr("%1 users have equal times among their last three interactions: the tie rule decides their test "
                    "item.")
                     .arg(number(report.users_tied_at_split));
    for (const auto& note : report.notes) lines << QString::fromStdString(note);
    m_report->setPlainText(lines.join(QLatin1Char('\n')));
    m_report->show();
    m_use->show();
    m_use->setDefault(true);
    m_use->setFocus();
}

void ImportDialog::reject() {
    if (m_job.isActive()) {
        m_closeWhenStopped = true;
        m_phase->setText(tr("Stopping..."));
        m_job.stop();
        return;
    }
    QDialog::reject();
}
