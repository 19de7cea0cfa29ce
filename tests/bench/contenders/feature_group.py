"""streamlit-folium, the map kept and its one GeoJSON layer exchanged by `feature_group_to_add`."""

import folium
from streamlit_folium import st_folium

from tests.bench.contenders import scene, slider

group = folium.FeatureGroup(name="bases")
scene.layer(slider.collection(*slider.chosen())).add_to(group)
st_folium(
    scene.bare_map(),
    key="map",
    height=scene.MAP_HEIGHT_PX,
    use_container_width=True,
    returned_objects=[],
    feature_group_to_add=group,
)
