// Which data an experiment uses. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "experiment/dataset_choice.h"

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

#include "common/colours.h"
#include "experiment/config.h"
#include "form/filter_values.h"
#include "form/param_field.h"
#include "form/param_form.h"
#include "form/problem_text.h"

namespace {

constexpr const char* sampleCode = "sample";

}  // namespace

DatasetChoice::DatasetChoice(AppContext* context, QWidget* parent)
    : QWidget(parent),
      m_context(context),
      m_combo(new QComboBox(this)),
      m_import(new QPushButton(tr("Import my data..."), this)),
      m_info(new QLabel(this)),
      m_problem(new QLabel(this)),
      m_filter(new ParamForm(QStringLiteral("data"), this)) {
    m_combo->setObjectName(QStringLiteral("dataset"));
    m_combo->setAccessibleName(tr("Dataset"));
    m_combo->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_combo->setMinimumContentsLength(18);
    m_combo->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_import->setObjectName(QStringLiteral("import_data"));
    m_info->setObjectName(QStringLiteral("dataset_info"));
    m_info->setWordWrap(true);
    m_problem->setObjectName(QStringLiteral("dataset_problem"));
    m_problem->setWordWrap(true);
    m_problem->hide();
    auto* line = new QHBoxLayout;
    line->setSpacing(8);
    line->addWidget(m_combo, 1);
    line->addWidget(m_import);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(line);
    column->addWidget(m_problem);
    column->addWidget(m_info);
    column->addWidget(m_filter);
    m_filter->setParams(wb::data_params(), {QStringLiteral("dataset_code")});
    connect(m_import, &QPushButton::clicked, this, &DatasetChoice::importRequested);
    connect(m_combo, &QComboBox::currentIndexChanged, this, [this] {
        updateInfo();
        Q_EMIT edited();
    });
    connect(m_filter, &ParamForm::edited, this, [this] {
        updateInfo();
        Q_EMIT edited();
    });
    reload();
}

void DatasetChoice::reload() {
    const QSignalBlocker quiet(m_combo);
    const QString chosen = m_combo->currentData().toString();
    m_prepared = wb::list_prepared(m_context->workspace.data());
    m_combo->clear();
    m_combo->addItem(tr("Sample catalogue"), QString::fromLatin1(sampleCode));
    for (const auto& info : m_prepared) {
        if (info.name == sampleCode) continue;
        QString title = QString::fromStdString(info.name);
        int same = 0;
        for (const auto& other : m_prepared) same += other.name == info.name;
        // Two preparations of the same data: the filter tells them apart.
        if (same > 1)
            title = tr("%1 (rating \u2265 %2, user \u2265 %3, item \u2265 %4)")
                        .arg(title)
                        .arg(info.filter.min_rating)
                        .arg(info.filter.min_uc)
                        .arg(info.filter.min_sc);
        m_combo->addItem(title, QString::fromStdString(info.folder.string()));
    }
    if (!m_missing.empty())
        m_combo->addItem(tr("%1 (not in this workspace)").arg(QString::fromStdString(m_missing["dataset_code"])),
                         QStringLiteral("missing"));
    m_combo->setCurrentIndex(std::max(0, m_combo->findData(chosen)));
    updateInfo();
}

bool DatasetChoice::isSample() const {
    return m_combo->currentData().toString() == QLatin1String(sampleCode);
}

wb::FilterSettings DatasetChoice::sampleFilter() const {
    return filterFrom(m_filter->values());
}

std::optional<wb::PreparedInfo> DatasetChoice::info() const {
    if (isSample()) {
        const auto filter = sampleFilter();
        for (const auto& info : m_prepared)
            if (info.name == sampleCode && info.filter == filter) return info;
        return std::nullopt;
    }
    const QString folder = m_combo->currentData().toString();
    for (const auto& info : m_prepared)
        if (QString::fromStdString(info.folder.string()) == folder) return info;
    return std::nullopt;
}

std::map<std::string, std::string> DatasetChoice::values() const {
    if (isSample()) return m_filter->changedValues();
    const auto found = info();
    if (!found) return m_missing;
    std::map<std::string, std::string> values = filterValues(found->filter);
    // Only what differs: the command line beside the form stays short.
    for (const auto& spec : wb::data_params())
        if (const auto same = values.find(spec.key);
            same != values.end() && same->second == wb::to_text(spec.default_value))
            values.erase(same);
    values["dataset_code"] = found->name;
    return values;
}

void DatasetChoice::setValues(const std::map<std::string, std::string>& values) {
    const auto code = values.find("dataset_code");
    const std::string name = code == values.end() ? sampleCode : code->second;
    m_missing.clear();
    if (name == sampleCode) {
        m_filter->setValues(values);
        m_combo->setCurrentIndex(0);
        reload();
        Q_EMIT edited();
        return;
    }
    const auto filter = filterFrom(values);
    for (const auto& info : m_prepared)
        if (info.name == name && info.filter == filter) {
            select(info);
            return;
        }
    try {
        // "ml_100k" and the like find what they were named after.
        select(wb::find_prepared(m_context->workspace.data(), name, filter));
        return;
    } catch (const wb::UserError&) {
    }
    m_missing = values;
    reload();
    m_combo->setCurrentIndex(m_combo->findData(QStringLiteral("missing")));
    updateInfo();
    Q_EMIT edited();
}

void DatasetChoice::select(const wb::PreparedInfo& info) {
    reload();
    const QString wanted =
        info.name == sampleCode ? QString::fromLatin1(sampleCode) : QString::fromStdString(info.folder.string());
    m_combo->setCurrentIndex(std::max(0, m_combo->findData(wanted)));
    updateInfo();
    Q_EMIT edited();
}

void DatasetChoice::updateInfo() {
    m_filter->setVisible(isSample());
    QPalette quiet = palette();
    quiet.setColor(QPalette::WindowText, colours::mutedText(palette()));
    m_info->setPalette(quiet);
    QPalette alarm = palette();
    alarm.setColor(QPalette::WindowText, colours::error(palette()));
    m_problem->setPalette(alarm);
    const auto found = info();
    if (found) {
        const QLocale locale;
        m_info->setText(
            tr("%1 users, %2 items, %3 interactions. %4 items have a picture, %5 a caption, %6 a summary.")
                .arg(locale.toString(qlonglong(found->users)), locale.toString(qlonglong(found->items)),
                     locale.toString(qlonglong(found->interactions)),
                     locale.toString(qlonglong(found->items_with_image)),
                     locale.toString(qlonglong(found->items_with_caption)),
                     locale.toString(qlonglong(found->items_with_summary))));
    } else if (isSample()) {
        m_info->setText(
            tr("A few hundred users and items with pictures, titles and captions, made from a seed in a "
               "second or two when the run starts. Nothing is downloaded."));
    } else {
        m_info->clear();
    }
    showProblem(found || isSample()
                    ? QString()
                    : tr("This dataset is not prepared in this workspace. Import it, or choose another one."));
}

void DatasetChoice::showProblem(const QString& words) {
    m_problem->setText(words.isEmpty() ? QString() : QString(QStringLiteral("\u26a0 ") % words));
    m_problem->setVisible(!words.isEmpty());
    m_combo->setAccessibleDescription(words);
}

int DatasetChoice::showProblems(const std::vector<wb::Problem>& problems) {
    updateInfo();
    int shown = m_filter->showProblems(problems);
    for (const auto& problem : problems) {
        if (problem.key != "data.dataset_code") continue;
        showProblem(problemText(problem));
        ++shown;
    }
    return shown;
}

bool DatasetChoice::focusField(const QString& key) {
    if (m_filter->isVisible() && m_filter->focusField(key)) return true;
    m_combo->setFocus();
    return true;
}

void DatasetChoice::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) updateInfo();
}
