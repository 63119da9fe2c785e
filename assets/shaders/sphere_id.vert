// One instance a sphere: a quad through its centre, facing the eye, just large enough for the silhouette.
uniform mat4 u_model_view;      // electrode (um) to eye space (m)
uniform mat4 u_projection;
uniform float u_scale;          // metres per um of a radius
uniform vec4 u_cut;             // eye space: dot(u_cut.xyz, p) + u_cut.w > 0 is cut away
attribute vec2 a_corner;        // (-1 or 1, -1 or 1)
attribute vec4 a_sphere;        // centre and radius, um
attribute float a_id;
varying vec4 v_ray;             // where the ray meets the quad: across, up, eye depth, along the cut's normal
varying vec2 v_sphere;          // distance of the centre, radius
varying vec3 v_id;              // its bytes, lowest first

void main() {
    vec3 centre = (u_model_view * vec4(a_sphere.xyz, 1.0)).xyz;
    float radius = a_sphere.w * u_scale;
    float range = length(centre);
    vec3 sight = centre / range;
    vec3 side = normalize(cross(sight, abs(sight.y) < 0.9 ? vec3(0.0, 1.0, 0.0) : vec3(1.0, 0.0, 0.0)));
    vec3 up = cross(side, sight);
    float sine = radius / range;
    vec2 reach = a_corner * (radius / sqrt(max(1.0 - sine * sine, 0.01)));
    vec3 at = centre + side * reach.x + up * reach.y;
    v_ray = vec4(reach, at.z, dot(u_cut.xyz, at));
    v_sphere = vec2(range, radius);
    v_id = mod(floor(vec3(a_id, a_id / 256.0, a_id / 65536.0)), 256.0);
    gl_Position = u_projection * vec4(at, 1.0);
}
