// How a dataset is made of what was chosen: name, filters, pictures, candidates. Layer: widgets.
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/import_settings.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QVBoxLayout>

#include "experiment/config.h"
#include "form/filter_values.h"
#include "form/param_form.h"

ImportSettings::ImportSettings(AppContext* context, QWidget* parent) : QWidget(parent), m_context(context) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(14);
    form->setVerticalSpacing(6);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_name = new QLineEdit(this);
    m_name->setObjectName(QStringLiteral("import_name"));
    m_pictures = new QLineEdit(this);
    m_pictures->setObjectName(QStringLiteral("import_images"));
    m_pictures->setPlaceholderText(tr("optional"));
    m_pictures->setToolTip(tr(
        "Pictures named by the raw id of their item, for example 50.jpg. Drop the folder here. Pictures beside the "
        "files, in a folder \u201cimages\u201d or \u201cposters\u201d, are found without it."));
    m_requireTitle = new QCheckBox(tr("Leave out items without a title"), this);
    m_requireTitle->setObjectName(QStringLiteral("import_require_title"));
    m_requireTitle->setToolTip(tr("Before the filters count, as published work on these data sets does."));
    m_candidates = new QSpinBox(this);
    m_candidates->setObjectName(QStringLiteral("import_candidates"));
    m_candidates->setRange(0, 10000);
    m_candidates->setSpecialValueText(tr("when a run needs them"));
    m_candidates->setToolTip(tr(
        "Length of the candidate lists that are drawn and stored now, the true item included, so that every method "
        "is measured on the same lists. 0: a run draws those it needs."));
    const auto add = [&](const QString& title, QWidget* row, QWidget* field) {
        auto* label = new QLabel(title, this);
        label->setBuddy(field);
        label->setMinimumWidth(fontMetrics().averageCharWidth() * 20);
        form->addRow(label, row);
    };
    add(tr("Name"), m_name, m_name);
    add(tr("Picture folder"),
        pathRow(m_pictures, QStringLiteral("import_pick_images"), true, tr("Folder with the pictures"), {}),
        m_pictures);
    add(tr("Candidate lists"), m_candidates, m_candidates);
    column->addLayout(form);
    column->addWidget(m_requireTitle);
    m_filter = new ParamForm(QStringLiteral("import"), this);
    m_filter->setParams(wb::data_params(), {QStringLiteral("dataset_code")});
    column->addWidget(m_filter);
    column->addStretch(1);
}

QWidget* ImportSettings::pathRow(QLineEdit* edit, const QString& buttonName, bool folder, const QString& title,
                                 const QString& filter) {
    auto* row = new QWidget(this);
    auto* pick = new QPushButton(tr("Choose..."), row);
    pick->setObjectName(buttonName);
    pick->setAccessibleName(title);
    auto* line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    line->addWidget(edit, 1);
    line->addWidget(pick);
    connect(pick, &QPushButton::clicked, this, [this, edit, folder, title, filter] {
        const QString path =
            folder ? m_context->dialogs->pickFolder(this, title) : m_context->dialogs->pickFile(this, title, filter);
        if (!path.isEmpty()) edit->setText(path);
    });
    return row;
}

void ImportSettings::writeTo(wb::ImportRequest& request) const {
    const QString name = m_name->text().trimmed();
    request.dataset_code = (name.isEmpty() ? m_suggested : name).toStdString();
    request.filter = filterFrom(m_filter->values());
    request.require_title = m_requireTitle->isChecked();
    if (const QString folder = m_pictures->text().trimmed(); !folder.isEmpty())
        request.image_folder = std::filesystem::path(folder.toStdString());
}

void ImportSettings::setSuggestedName(const QString& name) {
    if (m_name->text() == m_suggested) m_name->setText(name);
    m_suggested = name;
}

void ImportSettings::setPictureFolder(const QString& folder) {
    m_pictures->setText(folder);
}

int ImportSettings::candidates() const {
    return m_candidates->value();
}

bool ImportSettings::check() {
    std::vector<wb::Problem> problems;
    for (const auto& [key, text] : m_filter->values()) {
        for (const auto& spec : wb::data_params()) {
            wb::Problem problem;
            if (spec.key != key || wb::parse_value(spec, text, problem)) continue;
            problem.key = "import." + key;
            problems.push_back(problem);
        }
    }
    return m_filter->showProblems(problems) == 0;
}
